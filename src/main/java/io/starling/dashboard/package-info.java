/**
 * What a browser and a script see: the HTTP interface, SockJS, the page.
 *
 * <p>May import {@code bus} and {@code torrent}; it talks to peers and the tracker over the event bus alone.
 */
@NullMarked
package io.starling.dashboard;

import org.jspecify.annotations.NullMarked;
