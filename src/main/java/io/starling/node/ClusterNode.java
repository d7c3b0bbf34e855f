package io.starling.node;

/**
 * One node of a cluster.
 *
 * @param name its configured name, which is its own in the cluster
 * @param address {@code host:port} under which the others reach it; empty of a node that is in no cluster
 * @param canTrack whether it has a tracker, active or standing by
 */
public record ClusterNode(String name, String address, boolean canTrack) {}
