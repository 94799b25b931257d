using System.Security.Claims;
using Ingest.Core.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Ingest.Access;

/// <summary>Who may do what. A route that says nothing of it is for admins alone.</summary>
internal static class AccessPolicies
{
    /// <summary>For keys that may read one site at least; the handler looks at which.</summary>
    public const string Reader = "reader";

    /// <summary>For keys that may read every site.</summary>
    public const string ReaderOfAll = "reader-of-all";

    /// <summary>Adds authentication by key, and the policies.</summary>
    public static void AddAccess(this IServiceCollection services, ApiKeyDirectory keys, FailedTries failures, TimeProvider time)
    {
        services.AddSingleton(keys).AddSingleton(failures).AddSingleton(time);
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = KeyAuthentication.Scheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Scheme, configureOptions: null);
        services.AddAuthorization(authorization =>
        {
            authorization.AddPolicy(Reader, policy => policy.RequireAssertion(context => context.User.Key()?.MayForSome(KeyRight.Read) == true));
            authorization.AddPolicy(ReaderOfAll, policy => policy.RequireAssertion(context => context.User.Key()?.May(KeyRight.Read) == true));
            authorization.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAssertion(context => context.User.Key()?.IsAdmin == true).Build();
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(IsNoRouteOrAdmin).Build();
        });
    }

    /// <summary>The key that a request came with; null when it had none that is right.</summary>
    public static KeyEntry? Key(this ClaimsPrincipal user) => (user.Identity as KeyIdentity)?.Key;

    // What no route was found for is answered 404 or 405 to everybody.
    private static bool IsNoRouteOrAdmin(AuthorizationHandlerContext context) =>
        (context.Resource as HttpContext)?.GetEndpoint() is not RouteEndpoint || context.User.Key()?.IsAdmin == true;
}
