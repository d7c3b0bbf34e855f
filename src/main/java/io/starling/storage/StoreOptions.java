package io.starling.storage;

import java.util.function.Supplier;

/**
 * How one store does its work.
 *
 * @param isVerifying whether pieces are hashed as they are copied
 * @param listener is told of the steps of reassembly
 * @param boot asks the system, on a worker, which run of the machine this is
 */
record StoreOptions(boolean isVerifying, ReassemblyStep.Listener listener, Supplier<BootId> boot) {}
