#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::laws::moments_law(data));
