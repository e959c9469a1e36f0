import { type App, toIso, type User, type World } from "../../state/world.ts";
import { apiBase, nodeId, userApi } from "./urls.ts";

const hooks = {
  followers_url: "/followers",
  following_url: "/following{/other_user}",
  gists_url: "/gists{/gist_id}",
  starred_url: "/starred{/owner}{/repo}",
  subscriptions_url: "/subscriptions",
  organizations_url: "/orgs",
  repos_url: "/repos",
  events_url: "/events{/privacy}",
  received_events_url: "/received_events",
};

export function simpleUser(world: World, user: User): Record<string, unknown> {
  const url = userApi(world, user);
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("User", user.id),
    avatar_url: `${world.url}/avatars/${user.id}`,
    gravatar_id: "",
    url,
    html_url: `${world.url}/${user.login}`,
    ...Object.fromEntries(Object.entries(hooks).map(([key, path]) => [key, `${url}${path}`])),
    type: user.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** The public profile; e-mail addresses stay private, as they mostly are. */
export function publicUser(world: World, user: User): Record<string, unknown> {
  return {
    ...simpleUser(world, user),
    name: user.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: toIso(user.createdAt),
    updated_at: toIso(user.createdAt),
  };
}

export function appShape(world: World, app: App | null): Record<string, unknown> | null {
  if (app === null) return null;
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    owner: simpleUser(world, app.owner),
    name: app.name,
    description: null,
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    client_id: `Iv1.${app.id}`,
    created_at: toIso(app.createdAt),
    updated_at: toIso(app.createdAt),
    permissions: { metadata: "read" },
    events: [],
    url: `${apiBase(world)}/apps/${app.slug}`,
  };
}
