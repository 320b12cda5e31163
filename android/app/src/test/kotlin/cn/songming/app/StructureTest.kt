package cn.songming.app

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** What holds of the sources themselves. Run in the folder `app`. */
class StructureTest {
    private val main = File("src/main/kotlin").walk().filter { it.extension == "kt" }.toList()

    private fun String.code() = lines().filterNot { it.trimStart().startsWith("//") || it.trimStart().startsWith("*") || it.trimStart().startsWith("/*") }

    @Test
    fun `exactly one file knows the generated code`() {
        assertTrue(main.size > 30)
        val knowing = main.filter { file -> file.readText().code().any { "cn.songming.core." in it } }
        assertEquals(listOf("Core.kt"), knowing.map { it.name })
    }

    @Test
    fun `every name of the core is used`() {
        val core = main.single { it.name == "Core.kt" }.readText()
        val all = (main.filter { it.name != "Core.kt" } + File("src/test/kotlin").walk().filter { it.extension == "kt" }).map { it.readText() }
        val names = Regex("^typealias (\\w+)", RegexOption.MULTILINE).findAll(core).map { it.groupValues[1] }.toList()
        val here = setOf("Pager", "Finding")
        assertEquals(emptyList<String>(), names.filter { name -> name !in here && all.none { Regex("\\b$name\\b").containsMatchIn(it) } })
    }

    @Test
    fun `no backup and no other phone gets the core's folder`() {
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
    fun `no file has two ideas, and none speaks to a person`() {
        for (file in main) {
            assertTrue(file.path, file.readLines().size <= 400)
            val spoken = file.readText().code().filter { line -> Regex("\"[^\"]*\\p{IsHan}").containsMatchIn(line) }
            assertEquals(file.path, emptyList<String>(), spoken)
        }
    }

    @Test
    fun `no SQL, no HTTP, no clock and no date format in the app`() {
        val others = listOf("android.database", "java.net.", "SimpleDateFormat", "java.time", "okhttp", "Calendar.getInstance")
        for (file in main) for (line in file.readText().code()) assertTrue("${file.name}: $line", others.none { it in line })
    }

    @Test
    fun `Gradle builds what the lock names`() {
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
