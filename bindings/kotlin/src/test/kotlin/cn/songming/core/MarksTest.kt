package cn.songming.core

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class MarksTest : Scenario() {
    private suspend fun Client.row(id: String, scope: Scope = Scope.All): ItemRow =
        list(scope, limit = 200u).items.single { it.id == id }

    /** What the phone has, after the process ended and with nothing to ask. */
    private suspend fun reopened(client: Client): Client {
        client.shutDown()
        publisher.fault("down")
        return open(network = NetworkClass.OFFLINE)
    }

    @Test
    fun `what a person did with an item is there after a restart`() = scenario {
        val client = ready()
        val (opened, kept, liked, untouched) = client.everything()
        val place = ReadingPlace(block = 1u, permille = 250u)
        client.mark(opened, MarkAction.Open, MarkAction.Place(place))
        client.mark(kept, MarkAction.Favourite(true))
        client.mark(liked, MarkAction.Like(true))

        val again = reopened(client)
        val rows = listOf(opened, kept, liked, untouched).map { again.row(it) }
        assertEquals(listOf(true, false, false, false), rows.map { it.read })
        assertEquals(listOf(false, true, false, false), rows.map { it.favourite })
        assertEquals(listOf(false, false, true, false), rows.map { it.liked })
        assertEquals(place, again.article(opened).place)
        assertNull(again.article(untouched).place)

        again.mark(kept, MarkAction.Favourite(false))
        again.mark(liked, MarkAction.Like(false))
        again.mark(opened, MarkAction.Read(false))
        assertFalse(again.row(kept).favourite || again.row(liked).liked || again.row(opened).read)
        assertEquals(place, again.article(opened).place)
    }

    @Test
    fun `favourites and history begin with the last one`() = scenario {
        val client = ready()
        val ids = client.everything()
        listOf(7, 2, 4, 9).forEach { client.mark(ids[it], MarkAction.Favourite(true)) }
        client.mark(ids[2], MarkAction.Favourite(false))
        listOf(3, 8, 1, 3).forEach { client.mark(ids[it], MarkAction.Open) }

        val again = reopened(client)
        assertEquals(listOf(9, 4, 7).map(ids::get), again.everything(Scope.Favourites, page = 2u))
        assertEquals(listOf(3, 1, 8).map(ids::get), again.everything(Scope.History, page = 2u))
        assertTrue(again.list(Scope.Favourites, limit = 200u).items.all { it.favourite })
        assertFalse(again.list(Scope.Favourites, limit = 200u).older)
    }

    @Test
    fun `what is hidden is in no list until it is shown again`() = scenario {
        val client = ready()
        val ids = client.everything()
        val row = client.row(ids[2])
        val places = listOf(
            Scope.All, Scope.Module(checkNotNull(row.module)), Scope.Channel(checkNotNull(row.channel)),
            Scope.Source("publisher"),
        )
        suspend fun Client.shows() = places.map { row.id in everything(it) } + home().latest.any { it.id == row.id }
        assertEquals(List(5) { true }, client.shows())
        client.mark(row.id, MarkAction.Hide(true))

        val again = reopened(client)
        assertEquals(List(5) { false }, again.shows())
        assertEquals(listOf(row.id), again.everything(Scope.Hidden))
        assertEquals(row.title, again.article(row.id).row.title)
        again.mark(row.id, MarkAction.Hide(false))
        assertEquals(ids, again.everything())
        assertEquals(emptyList<String>(), again.everything(Scope.Hidden))
    }

    @Test
    fun `a card has one state, whichever version was marked`() = scenario {
        val (flash, front) = listOf("sm-20261109-545", "sm-20261110-546")
        val client = ready()
        client.mark(flash, MarkAction.Open, MarkAction.Favourite(true))
        assertTrue(client.row(front).read && client.row(front).favourite)
        client.mark(front, MarkAction.Favourite(false))
        assertFalse(client.article(flash).row.favourite)
        assertEquals(emptyList<String>(), client.everything(Scope.Favourites))
    }

    @Test
    fun `a whole list is marked as read`() = scenario {
        val client = ready()
        val ids = client.everything()
        client.mark(ids[0], MarkAction.Open)
        assertEquals(ids.size - 1, client.markAllRead(Scope.All).toInt())
        assertEquals(0u, client.markAllRead(Scope.All))
        assertTrue(client.list(Scope.All, limit = 200u).items.all { it.read })
        assertEquals(listOf(ids[0]), client.everything(Scope.History))
    }

    @Test
    fun `all of the marks or none, also for what is not on the phone`() = scenario {
        val client = ready()
        val first = client.everything().first()
        refused(ClientException.Rejected::class, "bad-request") {
            client.mark(listOf(MarkRequest(first, MarkAction.Open), MarkRequest("", MarkAction.Open)))
        }
        assertFalse(client.row(first).read)
        client.mark("not-here-yet", MarkAction.Favourite(true))
        assertEquals(emptyList<String>(), client.everything(Scope.Favourites))
        refused(ClientException.Rejected::class, "not-found") { client.article("not-here-yet") }
    }
}
