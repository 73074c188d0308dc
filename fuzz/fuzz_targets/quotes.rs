#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::laws::quotes_law(data));
