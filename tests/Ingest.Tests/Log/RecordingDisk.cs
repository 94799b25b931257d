using Ingest.Core.Files;

namespace Ingest.Tests.Log;

/// <summary>
/// A disk that forgets: it knows for each file of a folder what has been flushed, and makes up what a power cut leaves of the rest. Of writes
/// that were not flushed any sector may be there or not, in any order; names made, moved or removed since the folder's last flush may be the
/// new ones or the old. A flush that fails loses what it pleases of its writes, and no later flush brings that back.
/// </summary>
internal sealed class RecordingDisk : FileWatch
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private Dictionary<string, Inode> _names = [];
    private Dictionary<string, Inode> _flushedNames = [];
    private FileActKind? _failing;
    private int _actsUntilCut;
    private Dictionary<string, byte[]>? _cut;

    public RecordingDisk(Random random, IReadOnlyDictionary<string, byte[]> files)
    {
        _random = random;
        foreach (var (name, bytes) in files)
        {
            _names[name] = new Inode { Flushed = bytes };
        }

        _flushedNames = new(_names);
    }

    /// <summary>Fails the next act of a kind, as a broken disk does; null for none.</summary>
    public void FailNext(FileActKind? kind)
    {
        lock (_gate)
        {
            _failing = kind;
        }
    }

    /// <summary>True while no act has met the failure that was asked for.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_gate)
            {
                return _failing is not null;
            }
        }
    }

    /// <summary>Cuts the power before the act of this number, counted from now.</summary>
    public void CutBeforeAct(int number)
    {
        lock (_gate)
        {
            _actsUntilCut = number;
        }
    }

    /// <summary>What the cut has left, by file name; of a cut now when none has come yet.</summary>
    public Dictionary<string, byte[]> Cut()
    {
        lock (_gate)
        {
            return _cut ??= Image();
        }
    }

    /// <summary>True when the cut has come.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate)
            {
                return _cut is not null;
            }
        }
    }

    public override void Run(in FileAct act, Action perform)
    {
        lock (_gate)
        {
            if (_actsUntilCut > 0 && --_actsUntilCut == 0)
            {
                _cut ??= Image();
            }

            var name = Path.GetFileName(act.Path);
            if (_failing == act.Kind)
            {
                _failing = null;
                Fail(act, name);
            }

            Note(act, name);

            // Nothing is asked of the real disk that costs time.
            if (act.Kind is not (FileActKind.Flush or FileActKind.FlushFolder))
            {
                perform();
            }
        }
    }

    private void Note(in FileAct act, string name)
    {
        switch (act.Kind)
        {
            case FileActKind.Create:
                _names[name] = new Inode();
                break;
            case FileActKind.Write:
                _names[name].Pending.Add((act.Offset, act.Bytes.ToArray()));
                break;
            case FileActKind.Flush:
                _names[name].Flush();
                break;
            case FileActKind.Move:
                _names.Remove(name, out var moved);
                _names[Path.GetFileName(act.Target!)] = moved!;
                break;
            case FileActKind.Delete:
                _names.Remove(name);
                break;
            case FileActKind.FlushFolder:
                _flushedNames = new(_names);
                break;
        }
    }

    private void Fail(in FileAct act, string name)
    {
        if (act.Kind == FileActKind.Write)
        {
            _names[name].Pending.Add((act.Offset, act.Bytes[..(_random.Next(act.Bytes.Length + 1) & ~511)].ToArray()));
        }

        if (act.Kind == FileActKind.Flush)
        {
            _names[name].Lose(_random);
        }

        throw new IOException($"The disk fails to {act.Kind} {name}.", 5);
    }

    private Dictionary<string, byte[]> Image()
    {
        var image = new Dictionary<string, byte[]>();
        foreach (var name in _names.Keys.Union(_flushedNames.Keys).Order(StringComparer.Ordinal))
        {
            var isNew = _random.Next(2) == 0;
            if ((isNew ? _names : _flushedNames).TryGetValue(name, out var inode))
            {
                image[name] = inode.AfterCut(_random);
            }
        }

        return image;
    }

    private sealed class Inode
    {
        private const int SectorBytes = 512;

        public byte[] Flushed { get; set; } = [];

        public List<(long Offset, byte[] Bytes)> Pending { get; } = [];

        public void Flush()
        {
            Flushed = With(_ => true);
            Pending.Clear();
        }

        public void Lose(Random random)
        {
            Flushed = AfterCut(random);
            Pending.Clear();
        }

        // Most cuts leave all or nothing; the others leave any sectors.
        public byte[] AfterCut(Random random)
        {
            var chance = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
            return With(_ => random.NextDouble() < chance);
        }

        private byte[] With(Func<long, bool> isKept)
        {
            var bytes = Flushed.AsSpan().ToArray();
            foreach (var (offset, written) in Pending)
            {
                for (var at = 0; at < written.Length; at += SectorBytes)
                {
                    if (isKept(offset + at))
                    {
                        var sector = written.AsSpan(at, Math.Min(SectorBytes, written.Length - at));
                        Array.Resize(ref bytes, (int)Math.Max(bytes.Length, offset + at + sector.Length));
                        sector.CopyTo(bytes.AsSpan((int)(offset + at)));
                    }
                }
            }

            return bytes;
        }
    }
}
