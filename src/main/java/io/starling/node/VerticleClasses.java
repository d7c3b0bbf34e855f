package io.starling.node;

import io.starling.bus.BusException;
import io.vertx.core.Deployable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/** The classes that others may have deployed on this node: those of the packages that its configuration allows. */
final class VerticleClasses {
    private final ClassLoader classes;
    private final List<String> packages;

    /** @param packages {@code cluster.deployPackages}; a package stands for those below it too */
    VerticleClasses(ClassLoader classes, List<String> packages) {
        this.classes = classes;
        this.packages = packages;
    }

    static VerticleClasses of(StarlingOptions options) {
        List<String> packages =
                options.getCluster().orElseGet(ClusterOptions::new).getDeployPackages();
        return new VerticleClasses(VerticleClasses.class.getClassLoader(), packages);
    }

    ClassLoader loader() {
        return classes;
    }

    /** Blocks; nothing of the class runs. Throws {@link BusException}: 404 or 400. */
    Class<? extends Deployable> find(String name) {
        if (packages.stream().noneMatch(allowed -> name.startsWith(allowed + "."))) {
            throw new BusException(
                    BusException.MALFORMED,
                    "verticle: \"" + name + "\" is not of a package that may be deployed here"
                            + " (cluster.deployPackages: " + String.join(", ", packages) + ")");
        }
        Class<?> found = load(name);
        if (!Deployable.class.isAssignableFrom(found) || !canBeMade(found)) {
            throw new BusException(
                    BusException.MALFORMED,
                    "verticle: \"" + name + "\" (expected: a public class with a public constructor without"
                            + " parameters that extends io.vertx.core.VerticleBase or AbstractVerticle)");
        }
        return found.asSubclass(Deployable.class);
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, classes);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new BusException(
                    BusException.UNKNOWN,
                    "verticle: \"" + name + "\" is not on the class path of this node, or cannot be loaded: " + e);
        }
    }

    private static boolean canBeMade(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    }
}
