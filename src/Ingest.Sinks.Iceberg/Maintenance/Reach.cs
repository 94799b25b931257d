using System.Text.Json;
using Ingest.Sinks.Iceberg.Avro;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>A file that a manifest lists.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsLive">False when the manifest says that it is gone.</param>
internal readonly record struct ListedFile(string Location, long Length, bool IsLive);

/// <summary>
/// Everything that snapshots need: lists, manifests and files. Files are known by their last names, which are random and never given twice: one place has
/// several spellings (<c>s3a:</c>, a link, a former root), and a file that is held by mistake does no harm. Some 150 bytes of memory for each.
/// </summary>
internal sealed class Reach(ILakeStorage storage)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestFile> _unread = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>True for what is needed, as far as it has been told.</summary>
    public bool Has(string location) => _names.Contains(NameOf(location));

    /// <summary>The last step of a location.</summary>
    public static string NameOf(string location) => location[(location.LastIndexOf('/') + 1)..];

    /// <summary>Adds the lists of snapshots and the manifests in them. Their files are added by <see cref="AddFilesAsync"/>.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="mayBeGone">True when a list that is missing means that its snapshot has been expired.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task AddListsAsync(IEnumerable<Snapshot> snapshots, bool mayBeGone, CancellationToken cancellationToken)
    {
        foreach (var snapshot in snapshots.Where(snapshot => _lists.Add(snapshot.ManifestList)))
        {
            _names.Add(NameOf(snapshot.ManifestList));
            foreach (var manifest in await ReadListAsync(storage, snapshot.ManifestList, mayBeGone, cancellationToken))
            {
                _names.Add(NameOf(manifest.Path));
                if (!_read.Contains(manifest.Path))
                {
                    _unread[manifest.Path] = manifest;
                }
            }
        }
    }

    /// <summary>Adds the files of all manifests that have been added.</summary>
    /// <param name="mayBeGone">True when a manifest that is missing means that its snapshots have been expired.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task AddFilesAsync(bool mayBeGone, CancellationToken cancellationToken)
    {
        foreach (var manifest in _unread.Keys)
        {
            foreach (var file in await ReadManifestAsync(storage, manifest, mayBeGone, cancellationToken))
            {
                if (file.IsLive)
                {
                    _names.Add(NameOf(file.Location));
                }
            }

            _read.Add(manifest);
        }

        _unread.Clear();
    }

    /// <summary>Adds what metadata names beside snapshots: its former files, and what other writers have put there, such as statistics.</summary>
    public void AddNamed(TableMetadata table)
    {
        _names.UnionWith(table.MetadataLog.Select(former => NameOf(former.MetadataFile)));
        foreach (var value in (table.Others?.Values ?? []).Concat(table.Snapshots.SelectMany(snapshot => snapshot.Others?.Values ?? [])))
        {
            AddTexts(value);
        }
    }

    /// <summary>The manifests of a list.</summary>
    public static async Task<IReadOnlyList<ManifestFile>> ReadListAsync(ILakeStorage storage, string list, bool mayBeGone, CancellationToken cancellationToken)
    {
        try
        {
            return ManifestListReader.Read(list, await storage.ReadAsync(list, cancellationToken));
        }
        catch (LakeFileNotFoundException) when (mayBeGone)
        {
            return [];
        }
    }

    /// <summary>The files of a manifest, whatever its table's partitions are.</summary>
    public static async Task<IReadOnlyList<ListedFile>> ReadManifestAsync(ILakeStorage storage, string manifest, bool mayBeGone, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await storage.ReadAsync(manifest, cancellationToken);
            return [.. AvroFileReader.Open(manifest, bytes).Read().Select(value => FileOf(RecordFields.Of(manifest, value)))];
        }
        catch (LakeFileNotFoundException) when (mayBeGone)
        {
            return [];
        }
    }

    private static ListedFile FileOf(RecordFields entry)
    {
        var file = RecordFields.Of(entry.File, entry.Find(2));
        return new ListedFile(file.Required<string>(100), file.Long(104), entry.Int(0) != (int)EntryStatus.Deleted);
    }

    private void AddTexts(JsonElement value)
    {
        foreach (var text in value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => value.EnumerateArray().AsEnumerable(),
            _ => [],
        })
        {
            AddTexts(text);
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            _names.Add(NameOf(value.GetString()!));
        }
    }
}
