package io.starling.announce;

/** Why a client announces (BEP 3); without one of these reasons it does so because the interval is over. */
public enum AnnounceEvent {
    /** The interval is over. */
    NONE,
    /** The first announce of a run. */
    STARTED,
    /** The client leaves the swarm. */
    STOPPED,
    /** The last piece has come. */
    COMPLETED,
    /** A partial seed: it has all that it wants, and not everything (BEP 21). */
    PAUSED
}
