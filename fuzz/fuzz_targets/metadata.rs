#![no_main]

#[path = "../checks/metadata.rs"]
mod checks;
#[path = "../harness.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| harness::run(data, checks::read, checks::check));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    harness::mutate(data, size, max_size, seed)
});
