package io.starling.node;

/** What a node runs. */
public final class StarlingOptions {}
