//! Generates Kotlin and Swift from the built library. Run by `bindings/generate`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
