package io.starling.announce;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** A tracker on another event bus than ours, which tells of its events over the connection that answers requests. */
public interface RemoteTracker extends TrackerClient {
    /** So many addresses can be followed at once; a tracker takes no more of one client. */
    int MAX_FOLLOWED = 100;

    /**
     * From now on {@code listener} is told what the tracker publishes at this address of events, while there is a connection:
     * following opens none, a request does. After a lost connection it goes on with the next one; what was published
     * meanwhile is not made good. Beyond {@link #MAX_FOLLOWED} nothing is followed.
     */
    void follow(String address, Consumer<JsonObject> listener);

    void unfollow(String address);
}
