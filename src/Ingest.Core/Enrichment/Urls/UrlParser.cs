using System.Buffers;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>
/// The basic URL parser of the WHATWG URL Standard §4.4. The standard's states are methods here: each takes the input from
/// <c>_at</c> and calls the state that follows.
/// </summary>
/// <remarks>Hot path: no allocation per event, except for hosts that are not plain ASCII.</remarks>
internal ref struct UrlParser
{
    private static readonly SearchValues<byte> SpecialAuthorityEnd = SearchValues.Create("/\\?#"u8);
    private static readonly SearchValues<byte> AuthorityEnd = SearchValues.Create("/?#"u8);
    private static readonly SearchValues<byte> Removed = SearchValues.Create("\t\n\r"u8);

    // Read in place of the byte after the last one. NUL is no delimiter of any state, so it cannot be mistaken for one.
    private const byte End = 0;

    private readonly ReadOnlySpan<byte> _input;
    private readonly WhatwgUrl _base;
    private readonly Utf8Arena _arena;
    private WhatwgUrl _url;
    private int _at;

    public UrlParser(ReadOnlySpan<byte> input, in WhatwgUrl baseUrl, Utf8Arena arena)
    {
        _input = input;
        _base = baseUrl;
        _arena = arena;
        _url.Port = -1;
    }

    private readonly byte Next => _at < _input.Length ? _input[_at] : End;

    private readonly ReadOnlySpan<byte> Rest => _input[_at..];

    private readonly bool IsSpecial => _url.SchemeKind.IsSpecial();

    /// <summary>The input without controls and spaces around it and without tabs and line ends, copied only when it has any inside.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        var start = text.IndexOfAnyExceptInRange((byte)0, (byte)' ');
        text = start < 0 ? default : text[start..(text.LastIndexOfAnyExceptInRange((byte)0, (byte)' ') + 1)];
        return text.ContainsAny(Removed) ? CleanSlow(text, arena) : text;
    }

    public bool TryRun(out WhatwgUrl url)
    {
        var isValid = TryReadScheme() ? TryReadAfterScheme() : TryReadWithoutScheme();
        url = isValid ? _url : default;
        return isValid;
    }

    private static ReadOnlySpan<byte> CleanSlow(ReadOnlySpan<byte> text, Utf8Arena arena)
    {
        var start = arena.Length;
        for (var at = text.IndexOfAny(Removed); at >= 0; at = text.IndexOfAny(Removed))
        {
            arena.Append(text[..at]);
            text = text[(at + 1)..];
        }

        arena.Append(text);
        return arena[arena.SliceFrom(start)];
    }

    private bool TryReadScheme()
    {
        var length = UrlText.SchemeLength(_input);
        if (length == 0)
        {
            return false;
        }

        _url.Scheme = _arena.Append(_input[..length]);
        UrlText.LowerInPlace(_arena.Edit(_url.Scheme));
        _url.SchemeKind = UrlSchemes.Parse(_arena[_url.Scheme]);
        _at = length + 1;
        return true;
    }

    private bool TryReadAfterScheme()
    {
        if (_url.SchemeKind == UrlScheme.File)
        {
            return TryReadFile();
        }

        if (IsSpecial)
        {
            return _base.SchemeKind == _url.SchemeKind && !Rest.StartsWith("//"u8) ? TryReadRelative() : TryReadSpecialAuthority();
        }

        if (Rest.StartsWith("//"u8))
        {
            _at += 2;
            return TryReadAuthority();
        }

        return Next == '/' ? ReadPathAfterSlash() : ReadOpaquePath();
    }

    private bool TryReadWithoutScheme()
    {
        if (!_base.Scheme.IsPresent || (_base.HasOpaquePath && Next != '#'))
        {
            return false;
        }

        (_url.Scheme, _url.SchemeKind) = (_base.Scheme, _base.SchemeKind);
        if (_base.HasOpaquePath)
        {
            (_url.Path, _url.Query, _url.HasOpaquePath) = (_base.Path, _base.Query, true);
            return ReadQueryAndFragment();
        }

        return _base.SchemeKind == UrlScheme.File ? TryReadFile() : TryReadRelative();
    }

    private bool TryReadRelative()
    {
        if (IsSlash(Next))
        {
            return TryReadRelativeSlash();
        }

        CopyAuthority();
        if (_at == _input.Length || Next is (byte)'?' or (byte)'#')
        {
            (_url.Path, _url.Query) = (_base.Path, _base.Query);
            return ReadQueryAndFragment();
        }

        return ReadPathFrom(CopyBasePath());
    }

    private bool TryReadRelativeSlash()
    {
        _at++;
        if (IsSpecial && IsSlash(Next))
        {
            return TryReadSpecialAuthority();
        }

        if (Next == '/')
        {
            _at++;
            return TryReadAuthority();
        }

        CopyAuthority();
        return ReadPathFrom(_arena.Length);
    }

    private bool TryReadSpecialAuthority()
    {
        var slashes = Rest.IndexOfAnyExcept((byte)'/', (byte)'\\');
        _at = slashes < 0 ? _input.Length : _at + slashes;
        return TryReadAuthority();
    }

    private bool TryReadAuthority()
    {
        var end = Rest.IndexOfAny(IsSpecial ? SpecialAuthorityEnd : AuthorityEnd);
        var authority = end < 0 ? Rest : Rest[..end];
        _at += authority.Length;
        return UrlAuthority.TryRead(authority, _arena, ref _url) && ReadPathStart();
    }

    private bool ReadPathStart()
    {
        if (IsSlash(Next))
        {
            return ReadPathAfterSlash();
        }

        if (IsSpecial)
        {
            return ReadPathFrom(_arena.Length);
        }

        _url.Path = _arena.Append(default);
        return ReadQueryAndFragment();
    }

    private bool TryReadFile()
    {
        _url.Host = _arena.Append(default);
        if (IsSlash(Next))
        {
            _at++;
            return TryReadFileSlash();
        }

        if (_base.SchemeKind != UrlScheme.File)
        {
            return ReadPathFrom(_arena.Length);
        }

        _url.Host = _base.Host;
        if (_at == _input.Length || Next is (byte)'?' or (byte)'#')
        {
            (_url.Path, _url.Query) = (_base.Path, _base.Query);
            return ReadQueryAndFragment();
        }

        return ReadPathFrom(UrlPath.StartsWithDrive(Rest) ? _arena.Length : CopyBasePath());
    }

    private bool TryReadFileSlash()
    {
        if (IsSlash(Next))
        {
            _at++;
            return TryReadFileHost();
        }

        var start = _arena.Length;
        if (_base.SchemeKind == UrlScheme.File)
        {
            _url.Host = _base.Host;
            if (!UrlPath.StartsWithDrive(Rest))
            {
                _arena.Append(UrlPath.Drive(_arena[_base.Path]));
            }
        }

        return ReadPathFrom(start);
    }

    private bool TryReadFileHost()
    {
        var end = Rest.IndexOfAny(SpecialAuthorityEnd);
        var host = end < 0 ? Rest : Rest[..end];
        if (UrlPath.IsDrive(host))
        {
            return ReadPathFrom(_arena.Length);
        }

        _at += host.Length;
        if (!host.IsEmpty)
        {
            if (!UrlHost.TryAppend(host, isOpaque: false, _arena, out var slice))
            {
                return false;
            }

            _url.Host = _arena[slice].SequenceEqual("localhost"u8) ? _url.Host : slice;
        }

        return ReadPathStart();
    }

    private bool ReadPathAfterSlash()
    {
        _at++;
        return ReadPathFrom(_arena.Length);
    }

    // What lies in the arena after start is the beginning of the path: segments taken over from the base.
    private bool ReadPathFrom(int start)
    {
        var end = Rest.IndexOfAny((byte)'?', (byte)'#');
        var text = end < 0 ? Rest : Rest[..end];
        UrlPath.Append(_arena, start, text, _url.SchemeKind);
        _url.Path = _arena.SliceFrom(start);
        _at += text.Length;
        return ReadQueryAndFragment();
    }

    private bool ReadOpaquePath()
    {
        var start = _arena.Length;
        var end = Rest.IndexOfAny((byte)'?', (byte)'#');
        var text = end < 0 ? Rest : Rest[..end];
        _at += text.Length;
        UrlPath.AppendOpaque(_arena, text, isFollowed: end >= 0);
        (_url.Path, _url.HasOpaquePath) = (_arena.SliceFrom(start), true);
        return ReadQueryAndFragment();
    }

    private bool ReadQueryAndFragment()
    {
        if (Next == '?')
        {
            var text = Rest[1..];
            var end = text.IndexOf((byte)'#');
            text = end < 0 ? text : text[..end];
            _at += text.Length + 1;
            var start = _arena.Length;
            PercentEncoding.AppendEncoded(_arena, text, IsSpecial ? PercentEncoding.SpecialQuery : PercentEncoding.Query);
            _url.Query = _arena.SliceFrom(start);
        }

        if (Next == '#')
        {
            var start = _arena.Length;
            PercentEncoding.AppendEncoded(_arena, Rest[1..], PercentEncoding.Fragment);
            _url.Fragment = _arena.SliceFrom(start);
        }

        return true;
    }

    private void CopyAuthority() =>
        (_url.Username, _url.Password, _url.Host, _url.Port) = (_base.Username, _base.Password, _base.Host, _base.Port);

    // The base's path without its last segment, at the end of the arena: the new path grows from there.
    private readonly int CopyBasePath()
    {
        var start = _arena.Length;
        _arena.Append(_arena[_base.Path]);
        UrlPath.Shorten(_arena, start, _url.SchemeKind);
        return start;
    }

    private readonly bool IsSlash(byte value) => value == '/' || (value == '\\' && IsSpecial);
}
