/**
 * Puts the parts together: the node, and the API that an embedder uses.
 *
 * <p>May import everything but {@code cli}. Public face: {@link io.starling.node.Starling},
 * {@link io.starling.node.StarlingOptions}, {@link io.starling.node.TorrentHandle}.
 */
@NullMarked
package io.starling.node;

import org.jspecify.annotations.NullMarked;
