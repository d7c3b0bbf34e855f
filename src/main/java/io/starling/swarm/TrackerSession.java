package io.starling.swarm;

import io.starling.announce.TrackerClient;
import io.starling.bus.BusException;
import io.starling.bus.SwarmView;
import io.starling.bus.TrackerReply;
import io.starling.bus.TrackerRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One peer's registration with the tracker: made when it is first needed, again when the tracker turns out to be a
 * new one that has forgotten us, and renewed for a peer that is in no swarm, whose updates would do it. Says once when
 * the tracker is lost, and once when it is back. Owned by the peer's context.
 */
public final class TrackerSession {
    private final TrackerClient client;
    private final Supplier<TrackerRequest.Register> registration;
    private final Consumer<String> log;
    private @Nullable Future<TrackerReply.Registered> registered;
    private boolean isLost;

    /**
     * @param registration says who we are and what we hold, at the time of asking
     * @param log takes what a person wants to know: the tracker lost, and back
     */
    public TrackerSession(TrackerClient client, Supplier<TrackerRequest.Register> registration, Consumer<String> log) {
        this.client = client;
        this.registration = registration;
        this.log = log;
    }

    /** The registration that is valid now, made first if there is none. */
    public Future<TrackerReply.Registered> registered() {
        Future<TrackerReply.Registered> present = registered;
        if (present == null || present.failed()) {
            present = heard(client.register(registration.get()));
            registered = present;
        }
        return present;
    }

    /** Registers once more, so that the tracker goes on to know us, and we that it is there. */
    public void renew() {
        Future<TrackerReply.Registered> renewed = heard(client.register(registration.get()));
        renewed.onSuccess(answer -> registered = renewed);
    }

    /** Takes part in a swarm, registering first if need be. */
    public Future<SwarmView> join(TrackerRequest.Join request) {
        return heard(registered().compose(done -> client.join(request)));
    }

    public Future<SwarmView> update(TrackerRequest.Update request) {
        return heard(client.update(request));
    }

    public Future<Void> leave(TrackerRequest.Leave request) {
        return client.leave(request);
    }

    /** Makes a torrent known, registering first if need be. */
    public Future<TrackerReply.Published> publish(TrackerRequest.Publish request) {
        return heard(registered().compose(done -> client.publish(request)));
    }

    public Future<TrackerReply.Found> find(TrackerRequest.Find request) {
        return heard(client.find(request));
    }

    /** The tracker of this epoch does not know us any more; a registration with a later one stands. */
    void forget(String epoch) {
        if (epoch().filter(epoch::equals).isPresent()) {
            registered = null;
        }
    }

    /** Names the tracker's life that we are registered with; empty when with none. */
    Optional<String> epoch() {
        return registration().map(TrackerReply.Registered::epoch);
    }

    /** How often the tracker wants to hear from each swarm; a guess until it has said. */
    long heartbeatMillis() {
        return registration().map(TrackerReply.Registered::heartbeatMillis).orElse(2_000L);
    }

    /** The URLs by which stock clients find the tracker, as far as it has said. */
    List<String> announce() {
        return registration().map(TrackerReply.Registered::announce).orElse(List.of());
    }

    /** Whether the tracker answered the last time. */
    public boolean isConnected() {
        return !isLost && registration().isPresent();
    }

    private Optional<TrackerReply.Registered> registration() {
        return registered != null && registered.succeeded() ? Optional.of(registered.result()) : Optional.empty();
    }

    private <T> Future<T> heard(Future<T> reply) {
        return reply.onSuccess(answer -> setLost(false, "")).onFailure(cause -> {
            if (isNoTracker(cause)) {
                setLost(true, String.valueOf(cause.getMessage()));
            }
        });
    }

    private void setLost(boolean lost, String why) {
        if (isLost != lost) {
            isLost = lost;
            log.accept(
                    lost ? "the tracker cannot be reached (" + why + "); trying again" : "the tracker answers again");
        }
    }

    static boolean isNoTracker(Throwable cause) {
        return cause instanceof BusException failure && failure.code() == BusException.NO_TRACKER;
    }
}
