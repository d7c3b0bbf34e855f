package io.starling.storage;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The default file system, with a {@link CrashingDisk} between: its paths lead to its provider, which asks the disk. */
final class WrappedFileSystem extends FileSystem {
    private final CrashingDisk disk;
    private final Provider provider = new Provider();

    WrappedFileSystem(CrashingDisk disk) {
        this.disk = disk;
    }

    /** Marks the paths of this file system. */
    interface Wrapped {
        Path real();
    }

    static Path real(Path path) {
        return path instanceof Wrapped wrapped ? wrapped.real() : path;
    }

    Path wrap(Path real) {
        Class<?>[] types = {Path.class, Wrapped.class};
        return (Path) Proxy.newProxyInstance(
                WrappedFileSystem.class.getClassLoader(), types, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "real":
                            return real;
                        case "getFileSystem":
                            return this;
                        case "iterator":
                            return wrapAll(real).iterator();
                        default:
                            Object[] unwrapped = arguments == null
                                    ? null
                                    : Arrays.stream(arguments)
                                            .map(each -> each instanceof Path path ? real(path) : each)
                                            .toArray();
                            try {
                                Object result = method.invoke(real, unwrapped);
                                return result instanceof Path path ? wrap(path) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                    }
                });
    }

    private List<Path> wrapAll(Iterable<Path> paths) {
        List<Path> all = new ArrayList<>();
        paths.forEach(each -> all.add(wrap(each)));
        return all;
    }

    private final class Provider extends FileSystemProvider {
        private FileSystemProvider theirs(Path path) {
            return real(path).getFileSystem().provider();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            Path file = real(path);
            boolean isNew = Files.notExists(file) && options.contains(StandardOpenOption.WRITE);
            boolean isCut = options.contains(StandardOpenOption.TRUNCATE_EXISTING) && !isNew && Files.size(file) > 0;
            if (isNew || isCut) {
                disk.operation();
            }
            if (isCut) {
                disk.willWrite(file);
            }
            FileChannel channel = theirs(path).newFileChannel(file, options, attributes);
            if (isNew) {
                disk.created(file);
            }
            return new CrashingDisk.Channel(disk, file, channel);
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream =
                    theirs(path).newDirectoryStream(real(path), each -> filter.accept(wrap(each)));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return wrapAll(stream).iterator();
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            if (Files.notExists(real(path))) {
                disk.operation();
            }
            theirs(path).createDirectory(real(path), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
                disk.operation();
            }
            theirs(path).delete(real(path));
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            disk.operation();
            theirs(from).move(real(from), real(to), options);
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return theirs(one).isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return theirs(path).isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return theirs(path).getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            theirs(path).checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return theirs(path).getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return theirs(path).readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return theirs(path).readAttributes(real(path), attributes, options);
        }

        @Override
        public String getScheme() {
            return "crashing";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(Path.of(first, more));
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
