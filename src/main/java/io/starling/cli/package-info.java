/**
 * The program: {@code main}, the strict configuration file, the subcommands.
 *
 * <p>May import {@code node} and below. Results go to stdout, everything else to stderr.
 */
@NullMarked
package io.starling.cli;

import org.jspecify.annotations.NullMarked;
