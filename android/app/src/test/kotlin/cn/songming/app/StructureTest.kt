package cn.songming.app

import androidx.compose.runtime.getValue
import androidx.compose.ui.tooling.preview.Preview
import cn.songming.app.core.CoreClient
import cn.songming.app.nav.Screen
import cn.songming.core.ChangeListener
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Rules for the sources. Run in the folder `app`. */
class StructureTest {
    /** The client, and what extends it. Records, enums and errors may be used everywhere. */
    private val generatedClient = Regex("cn\\.songming\\.core\\.(Client|ClientInterface|OpenRequest|ChangeListener|changes|pages|listeningQueue|\\*)(?!\\w)")
    private val generatedObject = Regex(
        "cn\\.songming\\.core\\.(\\w+Interface|Items|Search|Listening|Alerts|Government|Appeals|Party|Industry|Radar|Services|Sources|Storage|Settings|Privacy)(?!\\w)",
    )
    private val main = File("src/main/kotlin").walk().filter { it.extension == "kt" }.toList()

    private fun String.code() = lines().filterNot { it.trimStart().startsWith("//") || it.trimStart().startsWith("*") || it.trimStart().startsWith("/*") }

    @Test
    fun `one file calls the generated client`() {
        assertTrue(main.size > 30)
        val callers = main.filter { file -> file.readText().code().any(generatedClient::containsMatchIn) }
        assertEquals(listOf("GeneratedCoreClient.kt"), callers.map { it.name })
        val users = main.filter { file -> file.readText().code().any(generatedObject::containsMatchIn) }
        assertEquals("the client's objects are reached through CoreClient", setOf("core"), users.map { it.parentFile.name }.toSet())
    }

    @Test
    fun `every screen has a preview, and a file of its own`() {
        val screens = Regex("^fun (\\w+Screen)\\(", RegexOption.MULTILINE)
        val files = main.filter { screens.containsMatchIn(it.readText()) }
        assertTrue(files.size > 30)
        for (file in files) {
            val names = screens.findAll(file.readText()).map { it.groupValues[1] }.distinct().toList()
            assertEquals(file.path, listOf(file.nameWithoutExtension), names)
            assertTrue("${file.name} has no preview", file.readText().lines().any { it == "@Preview" })
        }
    }

    @Test
    fun `the core's folder is excluded from backups and device transfer`() {
        for (rules in listOf("backup", "extraction")) {
            val text = File("src/main/res/xml/$rules.xml").readText()
            val parts = if (rules == "backup") listOf("full-backup-content") else listOf("cloud-backup", "device-transfer")
            for (part in parts) {
                val excluded = text.substringAfter("<$part>").substringBefore("</$part>")
                assertTrue("$rules $part", "<exclude domain=\"file\" path=\"core/\"/>" in excluded)
            }
        }
    }

    @Test
    fun `no file is long, and none contains text for people`() {
        for (file in main) {
            assertTrue(file.path, file.readLines().size <= 400)
            val texts = file.readText().code().filter { line -> Regex("\"[^\"]*\\p{IsHan}").containsMatchIn(line) }
            assertEquals(file.path, emptyList<String>(), texts)
        }
    }

    @Test
    fun `no SQL, no HTTP, no clock and no date format in the app`() {
        val forbidden = listOf("android.database", "java.net.", "SimpleDateFormat", "java.time", "okhttp", "Calendar.getInstance")
        for (file in main) for (line in file.readText().code()) assertTrue("${file.name}: $line", forbidden.none { it in line })
    }

    @Test
    fun `Gradle and the lock have the same versions`() {
        val catalogue = File("../gradle/libs.versions.toml").readText()
        val versions = Regex("^([\\w-]+) = \"([\\d.]+)\"", RegexOption.MULTILINE).findAll(catalogue).associate { it.groupValues[1] to it.groupValues[2] }
        val locked = File("../lock.txt").readLines().filter { it.isNotBlank() && !it.startsWith("#") }.map { it.split(' ')[1].split(':') }
        val named = Regex("module = \"([^:]+):([^\"]+)\", version.ref = \"([^\"]+)\"").findAll(catalogue).toList()
        assertTrue(named.size >= 18)
        for (library in named) {
            val (group, name, version) = library.destructured
            val found = locked.filter { it[0] == group && it[1] in setOf(name, "$name-android", "$name-jvm") }
            assertTrue("$group:$name is not locked", found.isNotEmpty())
            assertTrue("$group:$name", found.all { it[2] == versions.getValue(version) })
        }
        assertEquals(versions.getValue("kotlin"), locked.single { it[1] == "kotlin-compiler-embeddable" }[2])
    }
}
