package dev.perdure.runtime.store;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// An immutable map in the unsigned order of its keys. A change gives a new map that shares almost
/// all of the old one, so that snapshots, cursors and crashes of the memory store cost nothing.
///
/// It is an AVL tree changed by joining: `join` balances, and everything else is `split` and
/// `join`.
final class SortedRows {
  static final SortedRows EMPTY = new SortedRows(null);

  private final @Nullable Node root;

  private SortedRows(@Nullable Node root) {
    this.root = root;
  }

  byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  SortedRows put(byte[] key, byte[] value) {
    return new SortedRows(put(root, key, value));
  }

  SortedRows remove(byte[] key) {
    Split split = split(root, key);
    return split.found == null ? this : new SortedRows(join(split.below, split.above));
  }

  /// Removes `from <= key < to`.
  SortedRows removeRange(byte[] from, byte[] to) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return this;
    }
    Split low = split(root, from);
    Split high = split(low.above, to);
    Node above = high.found == null
        ? high.above
        : join(null, high.found.key, high.found.value, high.above);
    return new SortedRows(join(low.below, above));
  }

  /// Walks over `from <= key < to`.
  Walk walk(byte[] from, byte[] to) {
    return new Walk(root, from, to);
  }

  int height() {
    return height(root);
  }

  private static Node put(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(null, key, value, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(node.left, key, value, node.right);
    }
    return order < 0
        ? join(put(node.left, key, value), node.key, node.value, node.right)
        : join(node.left, node.key, node.value, put(node.right, key, value));
  }

  private static Split split(@Nullable Node node, byte[] key) {
    if (node == null) {
      return new Split(null, null, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Split(node.left, node, node.right);
    }
    if (order < 0) {
      Split split = split(node.left, key);
      return new Split(split.below, split.found,
          join(split.above, node.key, node.value, node.right));
    }
    Split split = split(node.right, key);
    return new Split(join(node.left, node.key, node.value, split.below), split.found, split.above);
  }

  private static @Nullable Node join(@Nullable Node left, @Nullable Node right) {
    if (right == null) {
      return left;
    }
    Node first = right;
    while (first.left != null) {
      first = first.left;
    }
    return join(left, first.key, first.value, withoutFirst(right));
  }

  private static @Nullable Node withoutFirst(Node node) {
    return node.left == null
        ? node.right
        : join(withoutFirst(node.left), node.key, node.value, node.right);
  }

  private static Node join(@Nullable Node left, byte[] key, byte[] value, @Nullable Node right) {
    if (left != null && left.height > height(right) + 1) {
      return balance(left.left, left.key, left.value, join(left.right, key, value, right));
    }
    if (right != null && right.height > height(left) + 1) {
      return balance(join(left, key, value, right.left), right.key, right.value, right.right);
    }
    return new Node(left, key, value, right);
  }

  /// Makes a node of two trees whose heights differ by two at most.
  private static Node balance(@Nullable Node left, byte[] key, byte[] value, @Nullable Node right) {
    if (left != null && left.height > height(right) + 1) {
      Node inner = left.right;
      if (inner == null || inner.height <= height(left.left)) {
        return new Node(left.left, left.key, left.value, new Node(inner, key, value, right));
      }
      return new Node(
          new Node(left.left, left.key, left.value, inner.left), inner.key, inner.value,
          new Node(inner.right, key, value, right));
    }
    if (right != null && right.height > height(left) + 1) {
      Node inner = right.left;
      if (inner == null || inner.height <= height(right.right)) {
        return new Node(new Node(left, key, value, inner), right.key, right.value, right.right);
      }
      return new Node(
          new Node(left, key, value, inner.left), inner.key, inner.value,
          new Node(inner.right, right.key, right.value, right.right));
    }
    return new Node(left, key, value, right);
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private record Split(@Nullable Node below, @Nullable Node found, @Nullable Node above) {}

  private static final class Node {
    final @Nullable Node left;
    final byte[] key;
    final byte[] value;
    final @Nullable Node right;
    final int height;

    Node(@Nullable Node left, byte[] key, byte[] value, @Nullable Node right) {
      this.left = left;
      this.key = key;
      this.value = value;
      this.right = right;
      this.height = Math.max(SortedRows.height(left), SortedRows.height(right)) + 1;
    }
  }

  /// A walk over a range.
  static final class Walk {
    private final Deque<Node> path = new ArrayDeque<>();
    private final byte[] to;
    private @Nullable Node present;

    private Walk(@Nullable Node root, byte[] from, byte[] to) {
      this.to = to;
      Node node = root;
      while (node != null) {
        if (Arrays.compareUnsigned(node.key, from) >= 0) {
          path.push(node);
          node = node.left;
        } else {
          node = node.right;
        }
      }
    }

    boolean next() {
      present = path.poll();
      if (present == null) {
        return false;
      }
      if (Arrays.compareUnsigned(present.key, to) >= 0) {
        path.clear();
        present = null;
        return false;
      }
      for (Node node = present.right; node != null; node = node.left) {
        path.push(node);
      }
      return true;
    }

    byte[] key() {
      return present().key;
    }

    byte[] value() {
      return present().value;
    }

    private Node present() {
      if (present == null) {
        throw new IllegalStateException("Expected the cursor at a row, but it is at none");
      }
      return present;
    }
  }
}
