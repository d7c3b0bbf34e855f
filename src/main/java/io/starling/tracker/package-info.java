/**
 * The tracker: its doors parse, one logic answers, one registry remembers.
 *
 * <p>May import {@code announce}, {@code bus} and below.
 */
@NullMarked
package io.starling.tracker;

import org.jspecify.annotations.NullMarked;
