// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layers of ARCHITECTURE.md. Each test prints the rule it defends; a class that breaks it is named with its line. */
class LayersTest {
    private static final JavaClasses HEARTH = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.hearthplug");

    /** Made by avaje-jsonb: it binds a module's records together, whatever their packages. */
    private static final JavaClasses WRITTEN = HEARTH.that(
            com.tngtech.archunit.base.DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("..jsonb..")));

    private static final String HAL = "org.hearthplug.hal..";
    private static final String HAL_LINUX = "org.hearthplug.hal.linux..";
    private static final String RUNTIME = "org.hearthplug.runtime..";
    private static final String LIBCRYPTO = "org.hearthplug.libcrypto..";
    private static final String STORAGE = "org.hearthplug.storage..";
    private static final String WEB = "org.hearthplug.web..";
    private static final String POWER = "org.hearthplug.power..";
    private static final String POWER_POLICY = "org.hearthplug.power.policy..";
    private static final String PLATFORMD = "org.hearthplug.platformd..";
    private static final String CLOUDD = "org.hearthplug.cloudd..";

    private static ArchRule layer(String layer, String why, String... mayUse) {
        return noClasses()
                .that()
                .resideInAPackage(layer)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.hearthplug..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                JavaClass.Predicates.resideInAnyPackage(join(layer, mayUse)))))
                .because(why)
                .as(layer + " uses nothing of Hearth but "
                        + (mayUse.length == 0 ? "itself" : String.join(", ", mayUse)));
    }

    private static String[] join(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    private static Stream<ArchRule> rules() {
        return Stream.of(
                layer("org.hearthplug.hal", "hal-api is what others build on; it depends on nothing"),
                layer(HAL_LINUX, "hal is usable without the rest of Hearth", "org.hearthplug.hal"),
                layer(RUNTIME, "the runtime does not know what a daemon is for"),
                layer(LIBCRYPTO, "what two daemons have OpenSSL do; it does not know what is encrypted"),
                layer(STORAGE, "files are kept without knowing of HTTP or hardware", RUNTIME),
                layer(WEB, "the page asks platformd for hardware, it never touches it", STORAGE, RUNTIME, LIBCRYPTO),
                layer(
                        "org.hearthplug.sftp..",
                        "another protocol on the same files; it knows the web server's door and nothing of HTTP",
                        "org.hearthplug.web",
                        STORAGE,
                        LIBCRYPTO),
                layer(CLOUDD, "the daemon that faces the network holds no hardware", WEB, STORAGE, RUNTIME),
                layer(PLATFORMD, "the daemon that holds the hardware serves no HTTP", HAL, RUNTIME, POWER),
                layer(POWER_POLICY, "the policy is arithmetic: it knows no loop and no hardware"),
                layer(POWER, "the control law knows its own narrow interfaces, not the hardware behind them"),
                nativeSeam(),
                noForks(),
                noReflection(),
                noStandardStreams(),
                SlicesRuleDefinition.slices()
                        .matching("org.hearthplug.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because("a cycle cannot be taken apart, tested or understood in pieces"),
                implementationsStayInside());
    }

    private static ArchRule nativeSeam() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.SystemCall")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.NetlinkSocket")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.MountCalls")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.DeviceFile")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.ScsiGeneric")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.UsbFs")
                .and()
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.WpaControl")
                .and()
                .haveNameNotMatching("org\\.hearthplug\\.storage\\.LinuxFolders(\\$.*)?")
                .and()
                .resideOutsideOfPackage("org.hearthplug.libcrypto")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("native memory is met in one narrow class for each kernel interface, and these are all");
    }

    private static ArchRule noForks() {
        return noClasses()
                .that()
                // Making a file system is its format's own tool's work, and a person asked for it.
                .doNotHaveFullyQualifiedName("org.hearthplug.hal.linux.FormatTool")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .because(
                        "no tool is started in a steady state: a fork costs a small plug more than the answer is worth");
    }

    private static ArchRule noReflection() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .because("what runs is known at build time: the AOT cache and the reader rely on it");
    }

    private static ArchRule noStandardStreams() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.hearthplug.runtime.Logging")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("records go through the log, one line each, with control characters escaped");
    }

    private static ArchRule implementationsStayInside() {
        return classes()
                .that()
                .resideInAnyPackage("org.hearthplug.hal.linux", "org.hearthplug.platformd")
                .and()
                .doNotHaveSimpleName("LinuxHardware")
                .and()
                .doNotHaveSimpleName("Main")
                .should(notBePublicAtTheTop())
                .because("one way in for each adapter and each daemon; all else is free to change");
    }

    private static ArchCondition<JavaClass> notBePublicAtTheTop() {
        return new ArchCondition<>("not be public at the top of its file") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean exposed = type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
                events.add(new SimpleConditionEvent(type, !exposed, type.getName() + " is public"));
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> theHouseStands() {
        return rules().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> {
            System.out.println("rule: " + rule.getDescription());
            rule.check(WRITTEN);
        }));
    }

    /** A rule over nothing holds always; this one sees to it that there is something. */
    @Test
    void allLayersAreLookedAt() {
        for (String layer :
                new String[] {"hal", "hal.linux", "runtime", "libcrypto", "storage", "web", "platformd", "cloudd"}) {
            assertThat(HEARTH.stream().anyMatch(type -> type.getPackageName().equals("org.hearthplug." + layer)))
                    .as(layer)
                    .isTrue();
        }
    }

    /** The rules can fail: a class that breaks one is caught. */
    @Test
    void aBreachIsCaught() {
        JavaClasses breach = new ClassFileImporter().importClasses(LayersTest.class);
        assertThat(noStandardStreams().evaluate(breach).hasViolation()).isTrue();
    }
}
