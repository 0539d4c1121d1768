import { GenericContainer } from "testcontainers";

/** What a {@link LoopbackContainer} publishes. */
export interface LoopbackContainerOptions {
  /** The port in the container, and the one of 127.0.0.1 that it gets. */
  readonly ports: { readonly container: number; readonly host: number };
  /** Called with its id before it is started, and so also when it then fails to start. */
  readonly onCreated: (containerId: string) => void;
}

/**
 * A container that publishes one port, on 127.0.0.1 alone and chosen beforehand: its address survives a restart.
 * testcontainers itself publishes on every address of the machine, on another port after each start.
 */
export class LoopbackContainer extends GenericContainer {
  readonly #options: LoopbackContainerOptions;

  constructor(image: string, options: LoopbackContainerOptions) {
    super(image);
    this.#options = options;
    this.withExposedPorts({ ...options.ports });
  }

  protected override async beforeContainerCreated(): Promise<void> {
    const { container, host } = this.#options.ports;
    this.hostConfig.PortBindings = {
      [`${container}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: String(host) }],
    };
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.#options.onCreated(containerId);
  }
}
