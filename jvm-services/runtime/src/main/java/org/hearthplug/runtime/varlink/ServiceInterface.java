// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hearthplug.runtime.varlink.wire.Description;
import org.hearthplug.runtime.varlink.wire.Info;
import org.hearthplug.runtime.varlink.wire.InterfaceName;

/** {@code org.varlink.service}: how a service describes itself. */
final class ServiceInterface {
    static final String NAME = "org.varlink.service";

    private static final Jsonb JSON = Jsonb.builder().build();
    private static final JsonType<Info> INFO = JSON.type(Info.class);
    private static final JsonType<InterfaceName> WANTED = JSON.type(InterfaceName.class);
    private static final JsonType<Description> DESCRIPTION = JSON.type(Description.class);

    private ServiceInterface() {}

    /** All that is offered, by name, this interface among it. */
    static Map<String, VarlinkInterface> withSelf(ServiceInfo info, Collection<VarlinkInterface> offered) {
        Map<String, VarlinkInterface> all = new TreeMap<>();
        for (VarlinkInterface one : offered) {
            all.put(one.name(), one);
        }
        all.put(
                NAME,
                new VarlinkInterface(
                        NAME,
                        VarlinkInterface.describedBeside(ServiceInterface.class, NAME),
                        Map.of(
                                "GetInfo",
                                call -> call.reply(INFO.toJson(new Info(
                                        info.vendor(),
                                        info.product(),
                                        info.version(),
                                        info.url(),
                                        List.copyOf(all.keySet())))),
                                "GetInterfaceDescription",
                                call -> call.reply(describe(all, call)))));
        return all;
    }

    private static String describe(Map<String, VarlinkInterface> all, VarlinkCall call) {
        String wanted = call.parameters(WANTED).name();
        if (wanted == null) {
            throw VarlinkException.invalidParameter("interface");
        }
        VarlinkInterface found = all.get(wanted);
        if (found == null) {
            throw VarlinkException.interfaceNotFound(wanted);
        }
        return DESCRIPTION.toJson(new Description(found.description()));
    }
}
