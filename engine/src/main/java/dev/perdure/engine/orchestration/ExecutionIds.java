package dev.perdure.engine.orchestration;

import dev.perdure.model.ParentInstance;

/// Derives the execution ids that the engine itself has to choose, so that it needs no randomness:
/// a child's from its parent's and the number of the dispatch, a continued one's from its
/// predecessor's.
public final class ExecutionIds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private ExecutionIds() {}

  /// 32 hexadecimal digits that depend on both arguments in every bit. Ids begin random, so that
  /// derived ones are as unlikely to meet as random ones.
  public static String derive(String executionId, long ordinal) {
    long high = mix(ordinal + GOLDEN_GAMMA);
    long low = mix(ordinal ^ GOLDEN_GAMMA);
    for (int i = 0; i < executionId.length(); i++) {
      high = mix(high ^ executionId.charAt(i)) + GOLDEN_GAMMA;
      low = mix(low + executionId.charAt(i) * GOLDEN_GAMMA);
    }
    char[] digits = new char[32];
    for (int i = 0; i < 16; i++) {
      digits[i] = Character.forDigit((int) (high >>> (60 - 4 * i)) & 0xF, 16);
      digits[16 + i] = Character.forDigit((int) (low >>> (60 - 4 * i)) & 0xF, 16);
    }
    return new String(digits);
  }

  /// The execution that a parent starts, and expects an answer of, under one dispatch. The child
  /// may have moved on to other executions since: continue-as-new is nothing that its parent hears
  /// of.
  static String ofChild(ParentInstance parent) {
    return derive(parent.execution().executionId(), parent.sequence());
  }

  /// The finisher of SplitMix64: a bijection in which every input bit moves about half of the
  /// output bits.
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
