// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.hal.Cards;

/** Cards from {@code /sys/bus/mmc} and {@code /sys/bus/sdio} (Documentation/driver-api/mmc/mmc-dev-attrs.rst), their bus from debugfs. */
final class LinuxCards implements Cards {
    private static final String CARDS = "sys/bus/mmc/devices/";
    private static final String FUNCTIONS = "sys/bus/sdio/devices/";
    private static final long BYTES_PER_SECTOR = 512;
    private static final int MAX_CARDS = 16;
    private static final int MAX_FUNCTIONS = 7;
    private static final Pattern WIDTH = Pattern.compile("(?m)^bus width:\\s*([0-3]) ");
    private static final Pattern CLOCK = Pattern.compile("(?m)^clock:\\s*(\\d{1,12}) Hz");
    private static final Pattern TIMING = Pattern.compile("(?m)^timing spec:\\s*\\d+ \\(([^)]{1,40})\\)");

    private final KernelFiles files;

    LinuxCards(KernelFiles files) {
        this.files = files;
    }

    @Override
    public List<Card> cards() {
        List<Card> cards = new ArrayList<>();
        for (String name : files.names(CARDS)) {
            if (cards.size() < MAX_CARDS && name.indexOf(':') > 0) {
                card(name).ifPresent(cards::add);
            }
        }
        return List.copyOf(cards);
    }

    private Optional<Card> card(String name) {
        String path = CARDS + name + "/";
        Optional<Kind> kind = files.label(path + "type").flatMap(LinuxCards::kind);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> block = files.names(path + "block").stream().findFirst();
        long sectors = block.map(device ->
                        files.number(path + "block/" + device + "/size").orElse(0))
                .orElse(0L);
        return Optional.of(new Card(
                name,
                name.substring(0, name.indexOf(':')),
                kind.get(),
                identity(path),
                block,
                Math.clamp(sectors, 0, Long.MAX_VALUE / BYTES_PER_SECTOR) * BYTES_PER_SECTOR,
                block.map(device -> files.flag(path + "block/" + device + "/ro"))
                        .orElse(false),
                wear(path),
                bus(name.substring(0, name.indexOf(':'))),
                functions(name)));
    }

    private static Optional<Kind> kind(String type) {
        return switch (type) {
            case "SD" -> Optional.of(Kind.SD);
            case "MMC" -> Optional.of(Kind.MMC);
            case "SDIO" -> Optional.of(Kind.SDIO);
            case "SDcombo" -> Optional.of(Kind.SD_COMBO);
            default -> Optional.empty();
        };
    }

    private Optional<Identity> identity(String path) {
        OptionalInt manufacturer = hex(path + "manfid");
        if (manufacturer.isEmpty()) {
            return Optional.empty();
        }
        long serial = files.text(path + "serial").map(LinuxCards::decode).orElse(0L);
        return Optional.of(new Identity(
                manufacturer.getAsInt() & 0xFF,
                files.label(path + "oemid").orElse(""),
                files.label(path + "name").orElse(""),
                serial & 0xFFFF_FFFFL,
                files.text(path + "date").flatMap(LinuxCards::month)));
    }

    /** {@code 02/2006}; a card that lies about it has no month. */
    static Optional<YearMonth> month(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        long month = Text.number(text.substring(0, slash)).orElse(0);
        long year = Text.number(text.substring(slash + 1)).orElse(0);
        try {
            return Optional.of(YearMonth.of(Math.toIntExact(year), Math.toIntExact(month)));
        } catch (DateTimeException | ArithmeticException lie) {
            return Optional.empty();
        }
    }

    private OptionalInt hex(String path) {
        Optional<Long> number = files.text(path).map(LinuxCards::decode);
        return number.isPresent() && number.get() >= 0 && number.get() <= Integer.MAX_VALUE
                ? OptionalInt.of(number.get().intValue())
                : OptionalInt.empty();
    }

    /** {@code 0x0000aa}; -1 when it is no number. */
    private static long decode(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private Optional<Wear> wear(String path) {
        List<String> life = files.text(path + "life_time").map(Text::words).orElse(List.of());
        OptionalInt end = hex(path + "pre_eol_info");
        if (life.size() != 2 && end.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt slc = life.size() == 2 ? used(life.get(0)) : OptionalInt.empty();
        OptionalInt mlc = life.size() == 2 ? used(life.get(1)) : OptionalInt.empty();
        boolean known = end.orElse(0) >= 1 && end.orElse(0) <= 3;
        boolean silent = slc.isEmpty() && mlc.isEmpty() && !known;
        return silent ? Optional.empty() : Optional.of(new Wear(slc, mlc, known ? end : OptionalInt.empty()));
    }

    /** 1 to 11 in steps of ten percent; 0 is not defined. */
    private static OptionalInt used(String register) {
        long step = decode(register);
        return step >= 1 && step <= 11 ? OptionalInt.of((int) step * 10) : OptionalInt.empty();
    }

    /** {@code clock: 50000000 Hz}, {@code bus width: 2 (4 bits)}, {@code timing spec: 2 (sd high-speed)}; the width is a power of two. */
    private Optional<Bus> bus(String slot) {
        String said = files.text("sys/kernel/debug/" + slot + "/ios").orElse("");
        Matcher width = WIDTH.matcher(said);
        Matcher clock = CLOCK.matcher(said);
        Matcher timing = TIMING.matcher(said);
        return width.find() && clock.find() && timing.find()
                ? Optional.of(new Bus(
                        1 << Integer.parseInt(width.group(1)),
                        Long.parseLong(clock.group(1)),
                        Text.clean(timing.group(1))))
                : Optional.empty();
    }

    private List<SdioFunction> functions(String card) {
        List<SdioFunction> functions = new ArrayList<>();
        for (String name : files.names(FUNCTIONS)) {
            // "mmc1:0001:2": the card and the function's number.
            if (functions.size() < MAX_FUNCTIONS && name.startsWith(card + ":")) {
                String path = FUNCTIONS + name + "/";
                functions.add(new SdioFunction(
                        (int) Text.number(name.substring(card.length() + 1)).orElse(0),
                        hex(path + "vendor").orElse(0) & 0xFFFF,
                        hex(path + "device").orElse(0) & 0xFFFF,
                        hex(path + "class").orElse(0) & 0xFF,
                        files.linkName(path + "driver")));
            }
        }
        return functions;
    }
}
