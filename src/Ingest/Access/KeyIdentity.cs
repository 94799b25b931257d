using System.Security.Claims;
using Ingest.Core.Keys;

namespace Ingest.Access;

/// <summary>Who has shown a key.</summary>
internal sealed class KeyIdentity(KeyEntry key) : ClaimsIdentity([new Claim(DefaultNameClaimType, key.Name)], KeyAuthentication.Scheme)
{
    /// <summary>The key.</summary>
    public KeyEntry Key => key;
}
