package io.starling.node;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;

/** How a user's verticle is deployed, in the words of Vert.x's {@link DeploymentOptions}. */
public final class VerticleOptions {
    /** Each instance is an object and a context; more than this many is a mistake. */
    private static final int MAX_INSTANCES = 1_000;

    private JsonObject config = new JsonObject();
    private int instances = 1;
    private ThreadingModel threadingModel = ThreadingModel.EVENT_LOOP;

    /** What the verticle gets as its {@code config()}. */
    public VerticleOptions setConfig(JsonObject config) {
        this.config = config;
        return this;
    }

    public VerticleOptions setInstances(int instances) {
        this.instances = Check.range("instances", instances, 1, MAX_INSTANCES);
        return this;
    }

    /** {@code event-loop}, {@code worker}, and where the Java platform has them {@code virtual-thread}. */
    public VerticleOptions setThreadingModel(ThreadingModel threadingModel) {
        this.threadingModel = threadingModel;
        return this;
    }

    DeploymentOptions toVertx(ClassLoader classes) {
        return new DeploymentOptions()
                .setConfig(config.copy())
                .setInstances(instances)
                .setThreadingModel(threadingModel)
                .setClassLoader(classes);
    }
}
