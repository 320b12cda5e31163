//! What a phone downloads is linked small: half a megabyte of addresses to be adjusted at load time is packed.
//!
//! Functions with the same code stay apart (no `--icf=all`): SQLite compares addresses of functions.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SONGMING_HIDDEN_SYMBOLS");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    if variable("OPT_LEVEL") != "z" {
        return;
    }
    match variable("CARGO_CFG_TARGET_OS").as_str() {
        // Understood since Android 6; the form below only since Android 11.
        "android" => println!("cargo:rustc-link-arg-cdylib=-Wl,--pack-dyn-relocs=android"),
        "linux" => println!("cargo:rustc-link-arg-cdylib=-Wl,-z,pack-relative-relocs"),
        _ => {}
    }
    // A version script of `tools/metadata-symbols`. The linker (lld) reads it beside the one of rustc.
    let hidden = variable("SONGMING_HIDDEN_SYMBOLS");
    if !hidden.is_empty() {
        println!("cargo:rerun-if-changed={hidden}");
        println!("cargo:rustc-link-arg-cdylib=-Wl,--version-script={hidden}");
    }
}
