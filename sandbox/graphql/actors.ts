import { nodeId } from "../rest/shapes/urls.ts";
import type { App, User, World } from "../state/world.ts";

/** An account as Actor. In GraphQL a bot's login comes without `[bot]`. */
export function actorNode(world: World, user: User) {
  return {
    __typename: user.type,
    id: nodeId("User", user.id),
    databaseId: user.id,
    login: user.type === "Bot" ? user.login.replace(/\[bot\]$/, "") : user.login,
    name: user.name,
    email: "",
    url: `${world.url}/${user.login}`,
  };
}

/** Who asks. Unlike everywhere else, a bot is a User here and keeps its `[bot]`. */
export const viewerNode = (world: World, user: User) => ({
  ...actorNode(world, user),
  __typename: "User",
  login: user.login,
});

export const editorNode = (world: World, user: User | null) => (user === null ? null : actorNode(world, user));

export function appNode(app: App) {
  return { id: nodeId("App", app.id), databaseId: app.id, name: app.name, slug: app.slug };
}
