package io.github.resshift.jobs;

import java.util.function.IntSupplier;

/**
 * What a program that shares a job among several machines decides for all of them, so that a result
 * does not depend on the machine that makes it: where the settings say {@code auto}, each machine
 * would choose by itself. Tiles do not follow the memory that a machine has, and where it is not
 * enough the picture fails. The identity of the settings stays that of the settings.
 *
 * @param device in place of the settings': cpu, cuda or cuda:N
 * @param precision in place of the settings': fp32, mixed, bf16 or int8
 * @param threads of a picture, asked on the thread that works on it; 0 is one for each processor
 */
public record Pinning(String device, String precision, IntSupplier threads) {}
