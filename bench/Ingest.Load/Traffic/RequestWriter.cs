using System.Text;
using Ingest.Load.Running;
using Ingest.Load.Wire;

namespace Ingest.Load.Traffic;

/// <summary>Puts whole requests together: what a browser sends, or a server that relays, through a proxy that names the client's address.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class RequestWriter
{
    private const int SimpleAddress = 0x5D_B8_D8_22;

    private readonly LoadPlan _plan;
    private readonly byte[] _begin;
    private readonly byte[] _simple;
    private readonly RequestBuffer _body = new();
    private readonly RequestBuffer _request = new();

    /// <summary>Prepares what all requests of a plan share.</summary>
    public RequestWriter(LoadPlan plan)
    {
        _plan = plan;
        var path = plan.Target.AbsolutePath.TrimEnd('/') + (plan.BatchSize > 1 ? "/api/batch" : "/api/send");
        _begin = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {plan.Target.Authority}\r\nContent-Type: application/json\r\nUser-Agent: ");
        _simple = plan.IsSimple ? Simple() : [];
    }

    /// <summary>The next request of a lane; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(Lane lane)
    {
        if (_plan.IsSimple)
        {
            return _simple;
        }

        _body.Clear();
        _request.Clear();
        _request.Add(_begin);
        if (_plan.BatchSize > 1)
        {
            WriteBatch(lane);
        }
        else
        {
            WriteSingle(lane);
        }

        _request.Add("\r\nContent-Length: "u8);
        _request.Add((ulong)_body.Length);
        _request.Add("\r\n\r\n"u8);
        _request.Add(_body.Written);
        return _request.Written;
    }

    private void WriteBatch(Lane lane)
    {
        _request.Add("fieldstone-relay/3.1\r\nAccept: application/json"u8);
        for (var i = 0; i < _plan.BatchSize; i++)
        {
            _body.Add(i == 0 ? "["u8 : ","u8);
            lane.Next(_body);
            lane.Last.Step();
        }

        _body.Add("]"u8);
    }

    private void WriteSingle(Lane lane)
    {
        lane.Next(_body);
        var visit = lane.Last;
        _request.Add(visit.Person.Agent.Text);
        _request.Add("\r\nAccept: */*\r\nAccept-Language: "u8);
        _request.Add(visit.Person.Language);
        _request.Add("\r\nOrigin: https://"u8);
        _request.Add(MessageWriter.HostOf(visit.Person));
        _request.Add("\r\nReferer: https://"u8);
        _request.Add(MessageWriter.HostOf(visit.Person));
        _request.Add("/\r\nX-Forwarded-For: "u8);
        MessageWriter.WriteAddress(_request, visit.Person.Address);
        if (!visit.Token.IsEmpty)
        {
            _request.Add("\r\nx-umami-cache: "u8);
            _request.Add(visit.Token);
        }

        visit.Step();
    }

    // 330 bytes, as the figures that people compare with have.
    private byte[] Simple()
    {
        var message = $$$"""{"type":"event","payload":{"website":"{{{_plan.Sites[0]}}}","screen":"1920x1080","language":"en-US","title":"Blankets | Fieldstone","hostname":"www.fieldstone.example","url":"https://www.fieldstone.example/products/wool-blanket?colour=grey","referrer":"https://www.fieldstone.example/collections/new?sort=newest"}}""";
        var body = _plan.BatchSize == 1 ? message : $"[{string.Join(',', Enumerable.Repeat(message, _plan.BatchSize))}]";
        _request.Add(_begin);
        _request.Add(UserAgents.All[0].Text);
        _request.Add("\r\nX-Forwarded-For: "u8);
        MessageWriter.WriteAddress(_request, SimpleAddress);
        return [.. _request.Written, .. Encoding.ASCII.GetBytes($"\r\nContent-Length: {body.Length}\r\n\r\n{body}")];
    }
}
