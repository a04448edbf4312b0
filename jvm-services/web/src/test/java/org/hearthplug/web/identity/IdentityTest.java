// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hearthplug.web.state.PlugClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void theFirstStartMakesAKeyAndACertificateThatBrowsersTake() throws Exception {
        Identity identity = open();
        X509Certificate certificate = identity.certificate();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(names(certificate)).contains("localhost", "hearth.local", "127.0.0.1", HostName.read());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        Duration life = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        assertThat(life).isLessThanOrEqualTo(Duration.ofDays(820));
        assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
        for (String file : List.of("identity-key.pem", "certificate.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aRestartKeepsBoth() throws IOException {
        Identity first = open();
        Identity second = open();
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(second.certificate()).isEqualTo(first.certificate());
    }

    @Test
    void anEndingCertificateIsRenewedWithTheSameKeyWhileTheServerRuns() throws IOException {
        Identity identity = open();
        X509Certificate before = identity.certificate();
        now = now.plus(Duration.ofDays(700));
        assertThat(identity.renewIfDue()).isFalse();
        now = now.plus(Duration.ofDays(90));
        assertThat(identity.renewIfDue()).isTrue();
        assertThat(identity.certificate().getNotAfter()).isAfter(before.getNotAfter());
        assertThat(identity.certificate().getPublicKey()).isEqualTo(before.getPublicKey());
        assertThat(open().certificate()).isEqualTo(identity.certificate());
    }

    @Test
    void aClockAt1970MakesACertificateThatIsGoodTodayAndLater() throws Exception {
        now = Instant.EPOCH;
        Identity identity = Identity.open(folder, new PlugClock(() -> now));
        identity.certificate().checkValidity(java.util.Date.from(Instant.parse("2026-11-23T00:00:00Z")));
        now = Instant.parse("2027-06-01T00:00:00Z");
        assertThat(identity.renewIfDue()).isFalse();
        now = Instant.parse("2031-01-01T00:00:00Z");
        assertThat(identity.renewIfDue()).isTrue();
        identity.certificate().checkValidity(java.util.Date.from(now));
    }

    @Test
    void aDamagedCertificateIsReplacedAndADamagedKeyIsNot() throws IOException {
        String fingerprint = open().fingerprint();
        for (String damage :
                List.of("", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Files.writeString(folder.resolve("certificate.pem"), damage);
            assertThat(open().fingerprint()).isEqualTo(fingerprint);
        }
        Files.delete(folder.resolve("certificate.pem"));
        assertThat(open().fingerprint()).isEqualTo(fingerprint);
        for (String damage :
                List.of("", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")) {
            Files.writeString(folder.resolve("identity-key.pem"), damage);
            assertThatExceptionOfType(IOException.class).isThrownBy(this::open).withMessageContaining("backup");
            assertThat(folder.resolve("identity-key.pem")).hasContent(damage.strip());
        }
    }

    @Test
    void aCertificateOfAnotherKeyIsNotUsed() throws IOException {
        String fingerprint = open().fingerprint();
        byte[] key = Files.readAllBytes(folder.resolve("identity-key.pem"));
        Files.delete(folder.resolve("identity-key.pem"));
        assertThat(open().fingerprint()).isNotEqualTo(fingerprint);
        Files.write(folder.resolve("identity-key.pem"), key);
        Identity again = open();
        assertThat(again.fingerprint()).isEqualTo(fingerprint);
        assertThat(again.certificate().getPublicKey().getEncoded()).isNotEmpty();
    }

    private Identity open() throws IOException {
        return Identity.open(folder, () -> now);
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .toList();
    }

    @Test
    void aKeyThatCameWithoutItsPublicHalfIsTheSameKey() throws IOException {
        String fingerprint = open().fingerprint();
        Path file = folder.resolve("identity-key.pem");
        String both = Files.readString(file);
        Files.writeString(file, both.substring(0, both.indexOf("-----BEGIN PUBLIC KEY-----")));
        assertThat(open().fingerprint()).isEqualTo(fingerprint);
    }
}
