package cn.songming.core

import java.io.File
import java.time.Duration
import java.time.LocalDate
import kotlinx.serialization.json.add
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class IndustryTest : ClientTest() {
    private suspend fun policy(id: String, text: String, deadline: String = "2099-11-30") {
        publisher.post("publish") {
            put("id", id)
            put("title", "办法 $id")
            put("content_html", "<p>$text</p>")
            put("kind", "policy")
            put("module", "industry")
            putJsonArray("sectors") { add("auto") }
            putJsonObject("policy") {
                put("issuer", "经开区（样例）")
                put("applies_to", "汽车企业")
                put("deadline", deadline)
                put("contact", "0871-0000-0016")
            }
        }
    }

    @Test
    fun `the radar finds a new item once, and its deadline becomes a reminder`() = runWithTimeout {
        val client = openSynced()
        assertClientError<ClientException.Rejected>("bad-rule") { client.radar().save(RadarRule(name = "空")) }
        val rule = RadarRule(
            name = "改造",
            sectors = listOf("auto"),
            kinds = listOf(ItemKind.POLICY),
            words = listOf("数字化改造"),
            excluded = listOf("光伏"),
            remind = 3u,
        )
        val id = client.radar().save(rule)
        policy("found", "支持數字化改造。")
        policy("other", "支持数字化改造，光伏除外。")
        client.sync()
        val hit = client.radar().hits(rule = id, limit = 50u).items.single { it.unseen }
        assertEquals("found", hit.row.id)
        assertEquals(1u, client.radar().overview().unseen)
        assertEquals(1u, client.home().radarUnseen)
        val reminder = client.reminders().single { it.kind == ReminderKind.DEADLINE && it.item == "found" }
        assertTrue(reminder.title.contains("办法 found") && reminder.until != null)
        client.radar().markSeen()
        assertEquals(0u, client.radar().overview().unseen)
        assertTrue(client.reminders().none { it.kind == ReminderKind.RADAR })

        val file = client.radar().export()
        client.radar().delete(id)
        assertEquals(1u, client.radar().import(file))
        assertClientError<ClientException.Rejected>("bad-rules") { client.radar().import("[]") }
        assertEquals(rule, client.radar().overview().rules.single().rule.copy(id = null))
    }

    @Test
    fun `a sector has its policies, their calendar and its stations`() = runWithTimeout {
        policy("soon", "即将截止。", deadline = LocalDate.now().plusDays(30).toString())
        val client = openWithAllPages()
        client.setNetwork(NetworkClass.OFFLINE)
        val industry = client.industry().overview()
        assertEquals(listOf(5, 5), listOf(industry.sectors.size, industry.parks.size))
        val page = client.industry().page(Scope.Sector("auto"))
        assertTrue(page.stations.isNotEmpty() && page.latest.isNotEmpty())
        val policies = client.industry().policies(PolicyRequest(sector = "auto", limit = 200u)).items
        assertTrue(policies.isNotEmpty() && policies.all { policy -> policy.sectors.any { it.code == "auto" } })
        val (now, year) = System.currentTimeMillis() to Duration.ofDays(366).toMillis()
        val due = policies.filter { policy -> policy.deadline?.due?.let { it in now..now + year } == true }
        val listed = client.industry().calendar().flatMap { it.policies }.map { it.row.id }
        assertTrue("soon" in listed)
        assertEquals(due.map { it.row.id }.toSet(), policies.map { it.row.id }.intersect(listed.toSet()))
        assertClientError<ClientException.Rejected>("not-found") { client.industry().page(Scope.Sector("none")) }
    }

    @Test
    fun `a series is kept offline with its pictures and remembers the reading position`() = runWithTimeout {
        val client = openWithAllPages()
        val series = client.party().overview().series
        assertEquals(2, series.size)
        val name = series.first { client.party().study(it.name).offline.files > 0u }.name
        client.storage().keepOffline(OfflineTarget.Series(name), true)
        client.storage().loadOffline(OfflineTarget.Series(name))
        client.setNetwork(NetworkClass.OFFLINE)
        val offline = client.party().study(name).offline
        assertTrue(offline.kept && offline.held == offline.files && offline.missingBytes == 0uL)
        val chapters = client.party().study(name).study.chapters
        assertEquals(chapters.first().row.id, client.party().study(name).study.goOn)
        val second = chapters[1].row.id
        client.items().mark(listOf(MarkRequest(second, MarkAction.Open)))
        client.items().mark(listOf(MarkRequest(second, MarkAction.Place(ReadingPosition(2u, 100u)))))
        assertEquals(second, client.party().study(name).study.goOn)
        client.storage().keepOffline(OfflineTarget.Series(name), false)
        assertEquals(emptyList<OfflineEntry>(), client.storage().listOffline())
        val request = ActivityRequest(module = "party", limit = 50u)
        val activities =
            listOf(request, request.copy(past = true)).flatMap { client.party().activities(it).items }
        assertTrue(activities.size == 4 && activities.all { it.calendar.ends > it.calendar.starts })
    }

    @Test
    fun `a document of a notice becomes a file on the phone`() = runWithTimeout {
        val client = openWithAllPages()
        val notices = client.government().notices(NoticeRequest(limit = 200u)).items.map { it.row.id }
        val id = notices.first { client.items().get(it).article.documents.isNotEmpty() }
        assertNull(client.items().get(id).article.documents.first().file)
        client.storage().keepOffline(OfflineTarget.Item(id), true)
        client.storage().loadOffline(OfflineTarget.Item(id))
        val document = client.items().get(id).article.documents.first()
        assertEquals(document.bytes!!.toLong(), File(document.file!!).length())
        client.storage().keepOffline(OfflineTarget.Item(id), false)
        assertFalse(File(document.file!!).exists())
    }

    @Test
    fun `home shows the chosen sections and leaves out the muted ones`() = runWithTimeout {
        val client = openWithAllPages()
        val unread = client.home().unreadTotal
        client.items().mark(listOf(MarkRequest(client.home().latest.first().id, MarkAction.Open)))
        assertEquals(unread - 1u, client.home().unreadTotal)
        client.settings().setSections(
            listOf(
                HomeChoice(HomeFamily.CHANNEL, "tv", shown = true, muted = true),
                HomeChoice(HomeFamily.MODULE, "party", shown = true, muted = false),
                HomeChoice(HomeFamily.MODULE, "news", shown = false, muted = false),
            ),
        )
        val sections = client.home().sections
        assertEquals(listOf("tv", "party"), sections.take(2).map { it.module.code })
        assertEquals(0u, sections.first().unread)
        assertTrue(sections.none { it.module.code == "news" })
        assertEquals(listOf("tv", "party", "news"), client.settings().sections().take(3).map { it.code })
    }
}
