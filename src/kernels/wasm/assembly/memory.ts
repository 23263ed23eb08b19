/** Where the memory is free: below stand the module's constants. */
export function constantsEnd(): usize {
  return __heap_base;
}
