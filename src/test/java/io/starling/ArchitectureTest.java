package io.starling;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.starling.testing.Clients;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An import may point to a lower line only, never up and never sideways. */
class ArchitectureTest {
    /** Each line may import the lines before it. {@code bus} stands on {@code torrent}, {@code cli} on {@code node}. */
    private static final List<List<String>> LINES = List.of(
            List.of("bencode"),
            List.of("torrent"),
            List.of("bus"),
            List.of("wire", "storage", "policy", "announce"),
            List.of("peer"),
            List.of("swarm", "tracker", "dashboard", "delivery"),
            List.of("node"),
            List.of("cli"));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.starling");

    @Test
    void importsPointToALowerLine() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (List<String> line : LINES) {
            for (String name : line) {
                layers = layers.layer(name).definedBy("io.starling." + name + "..");
            }
        }
        for (int i = 0; i < LINES.size(); i++) {
            String[] above = LINES.subList(i + 1, LINES.size()).stream()
                    .flatMap(List::stream)
                    .toArray(String[]::new);
            for (String name : LINES.get(i)) {
                layers = above.length == 0
                        ? layers.whereLayer(name).mayNotBeAccessedByAnyLayer()
                        : layers.whereLayer(name).mayOnlyBeAccessedByLayers(above);
            }
        }
        layers.check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.starling.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void decisionsKnowNoClockNoSocketAndNoVertx() {
        noClasses()
                .that()
                .resideInAPackage("io.starling.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..", "io.netty..", "java.nio.file..", "java.net..", "java.util.concurrent..")
                .check(classes);
    }

    /** Any other would be closed by the garbage collector while a test waits for its answer. */
    @Test
    void testsHaveTheirClientsFromOnePlace() {
        noClasses()
                .that()
                .areNotAssignableTo(Clients.class)
                .should()
                .callMethodWhere(target(nameMatching("create(Http|WebSocket|Net)Client"))
                        .and(target(owner(assignableTo(Vertx.class)))))
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages("io.starling"));
    }
}
