/**
 * What a browser and a script see: the HTTP interface, SockJS, the page of the folder {@code web/}.
 *
 * <p>May import {@code bus}, {@code announce} and {@code torrent}; it talks to peers over the event bus alone. Public face:
 * {@link io.starling.dashboard.DashboardVerticle}, {@link io.starling.dashboard.DashboardOptions}. In: HTTP requests, none
 * of them trusted, and events of the bus. Out: requests on the bus, and its events to those who may see them.
 */
@NullMarked
package io.starling.dashboard;

import org.jspecify.annotations.NullMarked;
