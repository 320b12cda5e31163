package cn.songming.core

import java.io.File
import kotlinx.serialization.json.add
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class IndustryTest : Scenario() {
    private suspend fun policy(id: String, text: String) {
        publisher.order("publish") {
            put("id", id)
            put("title", "办法 $id")
            put("content_html", "<p>$text</p>")
            put("kind", "policy")
            put("module", "industry")
            putJsonArray("sectors") { add("auto") }
            putJsonObject("policy") {
                put("issuer", "经开区（样例）")
                put("applies_to", "汽车企业")
                put("deadline", "2099-11-30")
                put("contact", "0871-0000-0016")
            }
        }
    }

    @Test
    fun `the radar finds what comes once, and its day becomes a plan`() = scenario {
        val client = ready()
        refused(ClientException.Rejected::class, "bad-rule") { client.saveRadarRule(RadarRule(name = "空")) }
        val rule = RadarRule(
            name = "改造",
            sectors = listOf("auto"),
            kinds = listOf(ItemKind.POLICY),
            words = listOf("数字化改造"),
            excluded = listOf("光伏"),
            remind = 3u,
        )
        val id = client.saveRadarRule(rule)
        policy("found", "支持數字化改造。")
        policy("other", "支持数字化改造，光伏除外。")
        client.sync()
        val hit = client.radarHits(rule = id, limit = 50u).items.single { it.unseen }
        assertEquals("found", hit.row.id)
        assertEquals(1u, client.radar().unseen)
        assertEquals(1u, client.home().radarUnseen)
        val plan = client.plans().single { it.kind == PlanKind.DEADLINE && it.item == "found" }
        assertTrue(plan.title.contains("办法 found") && plan.until != null)
        client.lookAtRadar()
        assertEquals(0u, client.radar().unseen)
        assertTrue(client.plans().none { it.kind == PlanKind.RADAR })

        val file = client.exportRadar()
        client.deleteRadarRule(id)
        assertEquals(1u, client.importRadar(file))
        refused(ClientException.Rejected::class, "bad-rules") { client.importRadar("[]") }
        assertEquals(rule, client.radar().rules.single().rule.copy(id = null))
    }

    @Test
    fun `a sector has its policies, their calendar and whom to call`() = scenario {
        val client = whole()
        client.setNetwork(NetworkClass.OFFLINE)
        val industry = client.industry()
        assertEquals(listOf(5, 5), listOf(industry.sectors.size, industry.parks.size))
        val page = client.industryPage(Scope.Sector("auto"))
        assertTrue(page.stations.isNotEmpty() && page.latest.isNotEmpty())
        val policies = client.policies(PolicyRequest(sector = "auto", limit = 200u)).items
        assertTrue(policies.isNotEmpty() && policies.all { policy -> policy.sectors.any { it.code == "auto" } })
        val deadlines = policies.mapNotNull { it.deadline?.due }
        val days = client.policyCalendar(PolicyRequest(sector = "auto"), deadlines.min(), deadlines.max())
        assertEquals(deadlines.size, days.sumOf { it.policies.size })
        refused(ClientException.Rejected::class, "not-found") { client.industryPage(Scope.Sector("none")) }
    }

    @Test
    fun `a series is kept with its pictures and remembers the place`() = scenario {
        val client = whole()
        val series = client.studySeries()
        assertEquals(2, series.size)
        val name = series.first { client.offline(Keepable.Series(it.name)).files > 0u }.name
        client.keepOffline(Keepable.Series(name), true)
        client.loadOffline(Keepable.Series(name))
        client.setNetwork(NetworkClass.OFFLINE)
        val offline = client.offline(Keepable.Series(name))
        assertTrue(offline.kept && offline.held == offline.files && offline.missingBytes == 0uL)
        val chapters = client.study(name).chapters
        assertEquals(chapters.first().row.id, client.study(name).goOn)
        val second = chapters[1].row.id
        client.mark(listOf(MarkRequest(second, MarkAction.Open)))
        client.mark(listOf(MarkRequest(second, MarkAction.Place(ReadingPlace(2u, 100u)))))
        assertEquals(second, client.study(name).goOn)
        client.keepOffline(Keepable.Series(name), false)
        assertEquals(emptyList<Offline>(), client.allOffline())
        val request = ActivityRequest(module = "party", limit = 50u)
        val activities = client.activities(request).items + client.activities(request.copy(past = true)).items
        assertTrue(activities.size == 4 && activities.all { it.calendar.ends > it.calendar.starts })
    }

    @Test
    fun `a paper of a notice is a file on the phone`() = scenario {
        val client = whole()
        val notices = client.notices(NoticeRequest(limit = 200u)).items.map { it.row.id }
        val id = notices.first { client.article(it).documents.isNotEmpty() }
        assertNull(client.article(id).documents.first().file)
        client.keepOffline(Keepable.Item(id), true)
        client.loadOffline(Keepable.Item(id))
        val paper = client.article(id).documents.first()
        assertEquals(paper.bytes!!.toLong(), File(paper.file!!).length())
        client.keepOffline(Keepable.Item(id), false)
        assertFalse(File(paper.file!!).exists())
    }

    @Test
    fun `home follows what the person subscribes and mutes`() = scenario {
        val client = whole()
        val unread = client.home().unreadTotal
        client.mark(listOf(MarkRequest(client.home().latest.first().id, MarkAction.Open)))
        assertEquals(unread - 1u, client.home().unreadTotal)
        client.setArrangement(
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
        assertEquals(listOf("tv", "party", "news"), client.arrangement().take(3).map { it.code })
    }
}
