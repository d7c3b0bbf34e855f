package io.starling.cli;

import io.starling.node.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT} of somebody else; {@code tcp://} before it, as in a configuration, is accepted. */
final class Address implements ITypeConverter<HostPort> {
    private static final String SCHEME = "tcp://";

    @Override
    public HostPort convert(String text) {
        try {
            HostPort address = HostPort.parse(text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text);
            if (address.port() > 0) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        throw new TypeConversionException("\"" + text + "\" (expected: a port of 1..65535)");
    }
}
