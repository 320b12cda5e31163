package cn.songming.core

import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The first program of `bindings/README.md`, compiled from what is printed there, as a process of its own. */
class FirstProgramTest : ClientTest() {
    @Test
    fun `the first program of the README prints the newest titles`() = runWithTimeout {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val process = ProcessBuilder(
            java,
            "-Djna.library.path=${System.getProperty("jna.library.path")}",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            "FirstProgramKt",
            folder.resolve("first").toString(),
            publisher.address,
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val printed = process.inputStream.bufferedReader().readLines()
        assertEquals(0, process.waitFor())
        val expected = openSynced().items().list(Scope.All, limit = 20u).items.map { it.title }
        assertEquals(expected, printed)
    }
}
