package dev.perdure.testing.simulation.suite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Plants mistakes: compiles one changed source in memory, and loads the whole of Perdure once more
/// with its classes in the place of the right ones.
public final class Planter {
  private static final String OURS = "dev.perdure.";

  private final Path root;
  private final JavaCompiler compiler;

  /// @param root of the working copy
  /// @throws IllegalStateException if this Java has no compiler
  public Planter(Path root) {
    this.root = root;
    JavaCompiler present = ToolProvider.getSystemJavaCompiler();
    if (present == null) {
      throw new IllegalStateException("Expected a JDK, but this Java has no compiler");
    }
    this.compiler = present;
  }

  /// What runs seeds with the mistake and answers what they find, or null.
  LongFunction<@Nullable String> plant(Mistake mistake) {
    try {
      Object search = new Loader(compile(mistake)).loadClass(PlantedSearch.class.getName())
          .getConstructor().newInstance();
      @SuppressWarnings("unchecked")
      LongFunction<@Nullable String> found = (LongFunction<@Nullable String>) search;
      return found;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected to plant '" + mistake.name() + "'", e);
    }
  }

  /// The classes of the changed source, by name.
  ///
  /// @throws IllegalStateException if it does not compile
  public Map<String, byte[]> compile(Mistake mistake) {
    StringWriter messages = new StringWriter();
    Map<String, ByteArrayOutputStream> written = new HashMap<>();
    StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
    JavaFileObject source = new Source(mistake.className(), mistake.source(root));
    List<String> options = List.of("-proc:none", "-nowarn", "-implicit:none", "-cp",
        Objects.requireNonNull(System.getProperty("java.class.path")));
    boolean compiled = compiler
        .getTask(messages, new Memory(standard, written), null, options, null, List.of(source))
        .call();
    if (!compiled) {
      throw new IllegalStateException(
          "Expected '" + mistake.name() + "' to compile, but it does not: " + messages);
    }
    Map<String, byte[]> classes = new HashMap<>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Keeps what the compiler writes in memory.
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written;

    Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
      super(files);
      this.written = written;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return written.computeIfAbsent(className, unused -> new ByteArrayOutputStream());
        }
      };
    }
  }

  /// Loads all classes of ours itself, the changed ones from memory.
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Planter.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        bytes = original(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
      try (InputStream file = getParent()
          .getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        return file.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("Expected to read the class " + name, e);
      }
    }
  }
}
