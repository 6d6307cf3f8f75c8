package io.github.resshift.weights;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the pickles of {@code .pth} files as plain data. A pickle is a program for a stack machine
 * that may call anything its reader can import; this reader imports nothing. It knows the
 * instructions that weights need, a fixed list of names, and what each of them means for tensors;
 * every other name is refused when it is met, before any call. Steps, nesting, memo and text are
 * bounded. Used by one thread.
 *
 * <p>Results: {@link Map} and {@link List} in file order, {@link Tuple}, {@link String}, {@link
 * Long}, {@link BigInteger}, {@link Double}, {@link Boolean}, {@code byte[]}, null for None, {@link
 * StoredTensor}, {@link StoredTensor.Storage}. Maps and lists may contain themselves.
 */
final class RestrictedUnpickler {
  /** More than any checkpoint's pickle; beyond it a file is refused. */
  static final long MAX_PICKLE_BYTES = 64L << 20;

  private static final int MAX_STEPS = 4_000_000;
  private static final int MAX_MARKS = 256;
  private static final int MAX_TEXT = 16 << 20;
  private static final int MAX_PROTOCOL = 5;

  /** An immutable sequence. */
  record Tuple(List<Object> items) {}

  private final String origin;
  private final PickleInput in;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private final PickledValues values = new PickledValues();

  RestrictedUnpickler(String origin, PickleInput in) {
    this.origin = origin;
    this.in = in;
  }

  /**
   * Reads one pickle; the input then stands behind it.
   *
   * @throws CheckpointException if it is damaged or asks for anything that tensors do not need
   */
  Object read() throws IOException {
    try {
      for (int step = 0; step < MAX_STEPS; step++) {
        int opcode = in.unsignedByte();
        if (opcode == '.') {
          return result();
        }
        execute(opcode);
      }
    } catch (EOFException e) {
      throw damaged(origin, "its pickle ends too early");
    } catch (CharacterCodingException e) {
      throw damaged(origin, "its pickle has text that is not UTF-8");
    } catch (IllegalArgumentException e) {
      throw damaged(origin, e.getMessage());
    }
    throw damaged(origin, "its pickle has more than " + MAX_STEPS + " instructions");
  }

  /** The storages that the pickle refers to, by key. */
  Map<String, StoredTensor.Storage> storages() {
    return values.storages();
  }

  static CheckpointException damaged(String origin, String why) {
    return new CheckpointException(
        origin + " is not a whole checkpoint: " + why + "; fetch or copy it again.");
  }

  private void execute(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> protocol();
      case 0x95 -> in.int64(); // FRAME: a hint for buffered readers
      case '(' -> mark();
      case 't' -> push(new Tuple(popMarked()));
      case ')' -> push(new Tuple(List.of()));
      case 0x85 -> push(new Tuple(popLast(1)));
      case 0x86 -> push(new Tuple(popLast(2)));
      case 0x87 -> push(new Tuple(popLast(3)));
      case ']' -> push(values.counted(new ArrayList<>()));
      case '}' -> push(values.counted(new LinkedHashMap<>()));
      case 'a' -> append(popLast(1));
      case 'e' -> append(popMarked());
      case 's' -> put(popLast(2));
      case 'u' -> put(popMarked());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.int32());
      case 'K' -> push((long) in.unsignedByte());
      case 'M' -> push((long) in.unsignedShort());
      case 0x8a -> push(integer(in.bytes(in.unsignedByte())));
      case 'G' -> push(in.bigEndianDouble());
      case 'X' -> push(in.text(textLength(in.unsignedInt32())));
      case 0x8c -> push(in.text(in.unsignedByte()));
      case 0x8d -> push(in.text(textLength(in.int64())));
      case 'U' -> push(in.text(in.unsignedByte()));
      case 'T' -> push(in.text(textLength(in.unsignedInt32())));
      case 'C' -> push(in.bytes(in.unsignedByte()));
      case 'B' -> push(in.bytes(textLength(in.unsignedInt32())));
      case 'q' -> remember(in.unsignedByte());
      case 'r' -> remember(in.unsignedInt32());
      case 0x94 -> remember(memo.size());
      case 'h' -> recall(in.unsignedByte());
      case 'j' -> recall(in.unsignedInt32());
      case 'c' -> push(resolve(in.line(), in.line()));
      case 0x93 -> resolveFromStack();
      case 'Q' -> push(values.storage(popLast(1).get(0)));
      case 'R' -> call();
      case 0x81 -> create();
      case 'b' -> build();
      default ->
          throw new CheckpointException(
              "%s uses pickle instruction 0x%02x at byte %d, which no weights file needs: it is refused; save the tensors alone with torch.save."
                  .formatted(origin, opcode, in.position() - 1));
    }
  }

  private void protocol() throws IOException {
    int version = in.unsignedByte();
    if (version > MAX_PROTOCOL) {
      throw damaged(origin, "its pickle is of the unknown protocol " + version);
    }
  }

  /** Names are looked up in two fixed lists; nothing is ever loaded or called by name. */
  private Object resolve(String module, String name) {
    Optional<PickledValues.Callable> callable = PickledValues.Callable.named(module, name);
    if (callable.isPresent()) {
      return callable.get();
    }
    if (module.equals("torch") || module.equals("torch.cuda")) {
      var type = StorageType.named(name);
      if (type.isPresent()) {
        return type.get();
      }
    }
    throw new CheckpointException(
        origin
            + " asks for "
            + printable(module + "." + name)
            + ", which no weights file needs: it is refused and nothing was run; use a file from a"
            + " source that you trust, saved as tensors alone.");
  }

  private void resolveFromStack() {
    List<Object> names = popLast(2);
    push(resolve(text(names.get(0)), text(names.get(1))));
  }

  private void call() {
    List<Object> pair = popLast(2);
    if (!(pair.get(0) instanceof PickledValues.Callable callable)
        || !(pair.get(1) instanceof Tuple tuple)) {
      throw new IllegalArgumentException("its pickle calls something that is not a function");
    }
    push(values.call(callable, tuple.items()));
  }

  /** NEWOBJ makes an object of a class; the only one that weights have is a parameter. */
  private void create() {
    if (stack.size() < floor() + 2
        || stack.get(stack.size() - 2) != PickledValues.Callable.PARAMETER) {
      throw new IllegalArgumentException(
          "its pickle makes an object of something else than a parameter");
    }
    call();
  }

  /**
   * BUILD sets attributes; the only ones that weights have are {@code _metadata} of an ordered dict
   * and (requires_grad, volatile, hooks) of an early parameter, which say nothing about values.
   */
  private void build() {
    List<Object> pair = popLast(2);
    boolean metadata = pair.get(0) instanceof Map && pair.get(1) instanceof Map;
    boolean flags =
        pair.get(0) instanceof StoredTensor
            && pair.get(1) instanceof Tuple state
            && state.items().size() == 3;
    if (!metadata && !flags) {
      throw new IllegalArgumentException("its pickle sets attributes of something else than a map");
    }
    push(pair.get(0));
  }

  private void append(List<Object> items) {
    if (!(top() instanceof List)) {
      throw new IllegalArgumentException("its pickle appends to something that is not a list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) top();
    list.addAll(items);
  }

  private void put(List<Object> items) {
    if (!(top() instanceof Map) || items.size() % 2 != 0) {
      throw new IllegalArgumentException("its pickle fills something that is not a map");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i < items.size(); i += 2) {
      PickledValues.put(map, items.get(i), items.get(i + 1));
    }
  }

  private void mark() {
    if (marks.size() == MAX_MARKS) {
      throw new IllegalArgumentException("its pickle is nested too deeply");
    }
    marks.add(stack.size());
  }

  private List<Object> popMarked() {
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("its pickle closes what it did not open");
    }
    return popFrom(marks.remove(marks.size() - 1));
  }

  private List<Object> popLast(int count) {
    if (stack.size() - count < floor()) {
      throw new IllegalArgumentException("its pickle takes from an empty stack");
    }
    return popFrom(stack.size() - count);
  }

  private List<Object> popFrom(int start) {
    List<Object> tail = stack.subList(start, stack.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    return items;
  }

  private Object top() {
    if (stack.size() <= floor()) {
      throw new IllegalArgumentException("its pickle takes from an empty stack");
    }
    return stack.get(stack.size() - 1);
  }

  /** Values below the last mark are out of reach until it is closed. */
  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private Object result() {
    Object result = top();
    if (stack.size() != 1 || !marks.isEmpty()) {
      throw new IllegalArgumentException("its pickle leaves more than one value");
    }
    return result;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private void remember(long index) {
    memo.put(index, top());
  }

  private void recall(long index) {
    if (!memo.containsKey(index)) {
      throw new IllegalArgumentException("its pickle refers to a value that it does not have");
    }
    push(memo.get(index));
  }

  private static Object integer(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    BigInteger value = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static long textLength(long length) {
    if (length < 0 || length > MAX_TEXT) {
      throw new IllegalArgumentException("its pickle has a text of " + length + " bytes");
    }
    return length;
  }

  static String text(Object value) {
    if (!(value instanceof String text)) {
      throw new IllegalArgumentException("its pickle has another value where text belongs");
    }
    return text;
  }

  /** Names come from the file: an error message must not carry control characters. */
  private static String printable(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, 200); i++) {
      out.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '?');
    }
    return out.toString();
  }
}
