package cn.songming.core

import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class MarksTest : ClientTest() {
    private suspend fun Client.row(id: String, scope: Scope = Scope.All): ItemRow =
        items().list(scope, limit = 200u).items.single { it.id == id }

    /** The client after a restart, without network and publisher. */
    private suspend fun reopened(client: Client): Client {
        client.shutDown()
        publisher.fault("down")
        return open(network = NetworkClass.OFFLINE)
    }

    @Test
    fun `marks survive a restart`() = runWithTimeout {
        val client = openSynced()
        val (opened, kept, liked, untouched) = client.allIds()
        val position = ReadingPosition(block = 1u, permille = 250u)
        client.items().mark(opened, MarkAction.Open, MarkAction.Place(position))
        client.items().mark(kept, MarkAction.Favourite(true))
        client.items().mark(liked, MarkAction.Like(true))

        val again = reopened(client)
        val rows = listOf(opened, kept, liked, untouched).map { again.row(it) }
        assertEquals(listOf(true, false, false, false), rows.map { it.read })
        assertEquals(listOf(false, true, false, false), rows.map { it.favourite })
        assertEquals(listOf(false, false, true, false), rows.map { it.liked })
        assertEquals(position, again.items().get(opened).article.place)
        assertNull(again.items().get(untouched).article.place)

        again.items().mark(kept, MarkAction.Favourite(false))
        again.items().mark(liked, MarkAction.Like(false))
        again.items().mark(opened, MarkAction.Read(false))
        assertFalse(again.row(kept).favourite || again.row(liked).liked || again.row(opened).read)
        assertEquals(position, again.items().get(opened).article.place)
    }

    @Test
    fun `favourites and history list the last one first`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        listOf(7, 2, 4, 9).forEach { client.items().mark(ids[it], MarkAction.Favourite(true)) }
        client.items().mark(ids[2], MarkAction.Favourite(false))
        listOf(3, 8, 1, 3).forEach { client.items().mark(ids[it], MarkAction.Open) }

        val again = reopened(client)
        assertEquals(listOf(9, 4, 7).map(ids::get), again.allIds(Scope.Favourites, page = 2u))
        assertEquals(listOf(3, 1, 8).map(ids::get), again.allIds(Scope.History, page = 2u))
        assertTrue(again.items().list(Scope.Favourites, limit = 200u).items.all { it.favourite })
        assertFalse(again.items().list(Scope.Favourites, limit = 200u).older)
    }

    @Test
    fun `a hidden item is in no list until it is shown again`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        val row = client.row(ids[2])
        val scopes = listOf(
            Scope.All, Scope.Module(checkNotNull(row.module)), Scope.Channel(checkNotNull(row.channel)),
            Scope.Source("publisher"),
        )
        suspend fun Client.shows() = scopes.map { row.id in allIds(it) } + home().latest.any { it.id == row.id }
        assertEquals(List(5) { true }, client.shows())
        client.items().mark(row.id, MarkAction.Hide(true))

        val again = reopened(client)
        assertEquals(List(5) { false }, again.shows())
        assertEquals(listOf(row.id), again.allIds(Scope.Hidden))
        assertEquals(row.title, again.items().get(row.id).article.row.title)
        again.items().mark(row.id, MarkAction.Hide(false))
        // The mark is stored; on a busy machine the lists follow it.
        while (again.allIds(Scope.Hidden).isNotEmpty()) yield()
        assertEquals(ids, again.allIds())
    }

    @Test
    fun `a card has one state, no matter which version was marked`() = runWithTimeout {
        val (flash, front) = listOf("sm-20261109-545", "sm-20261110-546")
        val client = openSynced()
        client.items().mark(flash, MarkAction.Open, MarkAction.Favourite(true))
        assertTrue(client.row(front).read && client.row(front).favourite)
        client.items().mark(front, MarkAction.Favourite(false))
        assertFalse(client.items().get(flash).article.row.favourite)
        assertEquals(emptyList<String>(), client.allIds(Scope.Favourites))
    }

    @Test
    fun `a whole list is marked as read`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        client.items().mark(ids[0], MarkAction.Open)
        assertEquals(ids.size - 1, client.items().markAllRead(Scope.All).toInt())
        assertEquals(0u, client.items().markAllRead(Scope.All))
        assertTrue(client.items().list(Scope.All, limit = 200u).items.all { it.read })
        assertEquals(listOf(ids[0]), client.allIds(Scope.History))
    }

    @Test
    fun `a batch of marks is stored whole or not at all, also for items that are not on the phone`() = runWithTimeout {
        val client = openSynced()
        val first = client.allIds().first()
        assertClientError<ClientException.Rejected>("bad-request") {
            client.items().mark(listOf(MarkRequest(first, MarkAction.Open), MarkRequest("", MarkAction.Open)))
        }
        assertFalse(client.row(first).read)
        client.items().mark("not-here-yet", MarkAction.Favourite(true))
        assertEquals(emptyList<String>(), client.allIds(Scope.Favourites))
        assertClientError<ClientException.Rejected>("not-found") { client.items().get("not-here-yet").article }
    }
}
