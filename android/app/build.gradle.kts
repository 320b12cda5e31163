plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

// Built from Rust: `bindings/generate` writes the Kotlin code, `bindings/build-android` the libraries for phones.
val bindings = rootDir.resolve("../bindings/kotlin")
val built = rootDir.resolve(System.getenv("CARGO_TARGET_DIR") ?: "../target").resolve("debug")

android {
    namespace = "cn.songming.app"
    compileSdk = 37
    defaultConfig {
        applicationId = "cn.songming.app"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        // The ABIs that bindings/build-android builds the core for. JNA supports more, but the app needs both libraries.
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "rules.pro")
        }
    }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].kotlin.directories += listOf("$bindings/src/main/kotlin", "$bindings/target/generated/uniffi")
    sourceSets["main"].jniLibs.directories += "$bindings/target/jniLibs"
    testOptions.unitTests {
        isIncludeAndroidResources = true
        all {
            // The same as in android/check: the library and the publisher built for this machine.
            it.jvmArgs("--add-opens", "java.base/java.io=ALL-UNNAMED")
            it.systemProperty("jna.library.path", built.path)
            it.systemProperty("songming.publisher", built.resolve("songming-publisher").path)
            it.systemProperty("songming.content", rootDir.resolve("../tests/publisher/content").path)
            it.systemProperty("songming.screens", built.resolve("../screens").apply { mkdirs() }.path)
            it.systemProperty("songming.goldens", projectDir.resolve("src/test/goldens").path)
        }
    }
}

kotlin {
    compilerOptions { allWarningsAsErrors = true }
}

dependencies {
    implementation(libs.activity.compose)
    implementation(libs.compose.foundation)
    implementation(libs.compose.ui)
    implementation(libs.compose.ui.tooling.preview)
    implementation(libs.core)
    implementation(libs.coroutines.android)
    implementation(libs.icons)
    implementation(libs.jna) { artifact { type = "aar" } }
    implementation(libs.lifecycle.runtime.compose)
    implementation(libs.lifecycle.viewmodel.compose)
    implementation(libs.material3)
    implementation(libs.work.runtime)

    testImplementation(libs.compose.ui.test.junit4)
    testImplementation(libs.compose.ui.test.manifest)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.espresso)
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
    testImplementation(libs.test.core)
    testImplementation(libs.test.junit)
    testImplementation(libs.work.testing)
}
