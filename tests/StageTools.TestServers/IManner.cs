namespace StageTools.TestServers;

/// <summary>What a vendor's server refuses and the one behind the proxy does not.</summary>
public interface IManner
{
    /// <summary>The error that vendor answers to this request, or null where it does what it is asked.</summary>
    ErrorResponse? Refuse(RequestHead request);
}
