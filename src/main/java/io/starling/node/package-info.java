/**
 * Puts the parts together: the node, its options, and the API that an embedder uses.
 *
 * <p>May import everything but {@code cli}. Public face: {@link io.starling.node.Starling},
 * {@link io.starling.node.StarlingOptions} with the options of its parts, {@link io.starling.node.TorrentHandle}. In:
 * options, from JSON or made by hand. Out: a running node, or one line that says why not.
 */
@NullMarked
package io.starling.node;

import org.jspecify.annotations.NullMarked;
