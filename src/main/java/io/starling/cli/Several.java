package io.starling.cli;

import io.starling.node.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * An option that takes several values, {@code --peer a:1 b:2}, and may be repeated, but leaves what does not look like
 * one of its values to the command: in {@code get --peer a:1 big.iso} the last word is the source.
 */
abstract class Several<T> implements IParameterConsumer {
    private final BiPredicate<String, CommandSpec> looksLikeOne;
    private final ITypeConverter<T> converter;

    private Several(Predicate<String> looksLikeOne, ITypeConverter<T> converter) {
        this((text, command) -> looksLikeOne.test(text), converter);
    }

    private Several(BiPredicate<String, CommandSpec> looksLikeOne, ITypeConverter<T> converter) {
        this.looksLikeOne = looksLikeOne;
        this.converter = converter;
    }

    static final class Addresses extends Several<HostPort> {
        Addresses() {
            super(text -> HostPort.tryParse(text).isPresent(), new Address());
        }
    }

    static final class Urls extends Several<String> {
        Urls() {
            super(text -> text.contains("://"), text -> text);
        }
    }

    /** Any word may be one: those with wildcards are, the others only behind the word that the command itself takes. */
    static final class Globs extends Several<String> {
        private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

        Globs() {
            super(
                    (text, command) ->
                            !text.startsWith("-") && (WILDCARD.matcher(text).find() || hasItsWord(command)),
                    text -> text);
        }

        private static boolean hasItsWord(CommandSpec command) {
            return command.positionalParameters().stream()
                    .anyMatch(word -> !word.stringValues().isEmpty());
        }
    }

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's choice of a stack
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
        List<Object> values = new ArrayList<>(option.<List<?>>getValue());
        do {
            values.add(convert(args, command, option.paramLabel()));
        } while (!args.isEmpty() && looksLikeOne.test(args.peek(), command));
        option.setValue(values);
    }

    @SuppressWarnings("JdkObsolete") // picocli's choice of a stack
    private T convert(Stack<String> args, CommandSpec command, String label) {
        if (args.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: " + label);
        }
        try {
            return converter.convert(args.pop());
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), label + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e); // these converters throw nothing else
        }
    }
}
