/**
 * The program: {@code main} and the commands, one file each.
 *
 * <p>May import {@code node} and below. Results go to stdout; progress, logs and errors, one line each, to stderr.
 * {@link io.starling.cli.Main} is the only public type.
 */
@NullMarked
package io.starling.cli;

import org.jspecify.annotations.NullMarked;
