export function smallCounty(data: string): Promise<void>;
