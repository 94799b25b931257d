namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>A location taken apart. Names are literal, as Iceberg's own readers take them: nothing is percent-decoded.</summary>
/// <param name="IsS3">Whether it is in a bucket; otherwise it is a local path.</param>
/// <param name="Bucket">The bucket; empty for a local path.</param>
/// <param name="Path">The key, without a slash at its beginning, or the absolute local path.</param>
internal readonly record struct LakeLocation(bool IsS3, string Bucket, string Path)
{
    private const int LengthMax = 1024;

    /// <summary>Takes a location apart.</summary>
    /// <exception cref="ArgumentException">It is none, or a step of its path leads upwards, whether written plainly or percent-encoded.</exception>
    public static LakeLocation Parse(string location)
    {
        var parsed = Split(location);
        if (location.Length > LengthMax)
        {
            throw Fault(location, $"it is longer than {LengthMax} characters");
        }

        if (parsed.Path.Any(char.IsControl))
        {
            throw Fault(location, "it has a control character");
        }

        // A reader that decodes a name must not be led elsewhere either.
        return HasUpwardStep(parsed.Path) || HasUpwardStep(Uri.UnescapeDataString(parsed.Path).Replace('\\', '/'))
            ? throw Fault(location, "it has a step '.' or '..'; write the path without such steps")
            : parsed;
    }

    /// <summary>The location as the root of a storage.</summary>
    /// <exception cref="ArgumentException">It is none, or the whole file system.</exception>
    public static LakeLocation ParseRoot(string location)
    {
        var root = Parse(location);
        root = root with { Path = root.Path.TrimEnd('/') };
        return root.IsS3 || (root.Path.Length > 0 && !root.Path.Contains("//", StringComparison.Ordinal))
            ? root
            : throw Fault(location, "the lake needs a folder of its own, with one slash between names");
    }

    /// <summary>True when it is below a root.</summary>
    public bool IsWithin(LakeLocation root)
    {
        var prefix = root.Prefix;
        return IsS3 == root.IsS3 && string.Equals(Bucket, root.Bucket, StringComparison.Ordinal)
            && Path.Length > prefix.Length && Path.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>What the paths of everything in this folder begin with.</summary>
    public string Prefix => Path.Length == 0 || Path[^1] == '/' ? Path : Path + "/";

    /// <summary>Takes a location apart that is to be written or removed.</summary>
    /// <exception cref="ArgumentException">It is not the location of a file below the root.</exception>
    public static LakeLocation ParseWithin(LakeLocation root, string location)
    {
        var parsed = Parse(location);
        if (!parsed.IsWithin(root))
        {
            throw Fault(location, "it is outside the lake's root, where nothing is written or removed");
        }

        return parsed.Path.AsSpan(root.Prefix.Length).Contains("//", StringComparison.Ordinal) || parsed.Path[root.Prefix.Length] == '/' || parsed.Path[^1] == '/'
            ? throw Fault(location, "it has an empty name between slashes or at its end")
            : parsed;
    }

    /// <summary>Takes the location of a folder apart that is to be listed.</summary>
    /// <exception cref="ArgumentException">It is neither the root nor below it.</exception>
    public static LakeLocation ParseFolder(LakeLocation root, string location)
    {
        var folder = Parse(location);
        folder = folder with { Path = folder.Path.TrimEnd('/') };
        return folder == root || folder.IsWithin(root) ? folder : throw Fault(location, "it is outside the lake's root");
    }

    /// <inheritdoc/>
    public override string ToString() => IsS3 ? $"s3://{Bucket}/{Path}" : Path;

    private static LakeLocation Split(string location)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["s3://", "s3a://", "s3n://"])
        {
            if (location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                var rest = location[scheme.Length..];
                var slash = rest.IndexOf('/', StringComparison.Ordinal);
                var (bucket, key) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
                return bucket.Length > 0 ? new(IsS3: true, bucket, key) : throw Fault(location, "it names no bucket");
            }
        }

        var path = location.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? location["file://".Length..]
            : location.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? location["file:".Length..]
            : location;
        return path.StartsWith('/') ? new(IsS3: false, "", path) : throw Fault(location, "its scheme is not known, or its path is not absolute");
    }

    private static bool HasUpwardStep(string path)
    {
        foreach (var step in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(step) is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    private static ArgumentException Fault(string location, string what) =>
        new($"The location '{location}' cannot be used: {what}. Locations are file:///folder/file or s3://bucket/key, below the lake's root.", nameof(location));
}
