package io.starling.node;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Something that one node of a cluster does for all, see {@link TrackerRole}. Each is called on the node's context, and
 * again only when the one before is done.
 *
 * @param begin called when this node becomes the one; it may be called again after it has failed
 * @param end called when it is no longer, also after {@code begin} has failed; when it is done, nothing is done any more
 */
record ActivePart(Supplier<Future<Void>> begin, Supplier<Future<Void>> end) {}
